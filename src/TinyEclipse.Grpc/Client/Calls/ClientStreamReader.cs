using Grpc.Core;

namespace Grpc.Net.Client.Calls;

/// <summary>What the caller reads a response stream with. One read at a time; the end of the stream is the end of the call.</summary>
internal sealed class ClientStreamReader<TResponse>(CallSession session, Task<CallResponse> sending, Marshaller<TResponse> marshaller)
    : IAsyncStreamReader<TResponse>
    where TResponse : class
{
    private int _isReading;

    public TResponse Current { get; private set; } = null!;

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _isReading, 1) == 1)
            throw new InvalidOperationException("The previous message is still being read.");

        try
        {
            using var registration = session.StopOn(cancellationToken);
            return session.Outcome is { IsOk: true } ? End(session.Outcome) : await ReadAsync();
        }
        finally
        {
            Volatile.Write(ref _isReading, 0);
        }
    }

    private async Task<bool> ReadAsync()
    {
        try
        {
            session.ThrowIfEnded();
            var response = await sending;
            if (await response.ReadAsync(marshaller, session.Stopped) is { } message)
            {
                Current = message;
                return true;
            }

            return End(session.End(response.ReadOutcome()));
        }
        catch (Exception exception)
        {
            throw session.Fail(exception);
        }
    }

    private bool End(CallOutcome outcome)
    {
        Current = null!;
        return outcome.IsOk ? false : throw session.ToException(outcome);
    }
}
