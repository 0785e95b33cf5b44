using System.Runtime.CompilerServices;
using Grpc.Core;
using TinyEclipse.Notifications.V1;

namespace TinyEclipse.Cli.Watching;

/// <summary>Events as they happen, through outages: after a break it goes on behind the last event it gave.</summary>
internal sealed class EventStream(EventService.EventServiceClient events, TimeProvider time)
{
    /// <summary>Is told how long the stream rests before it is opened again.</summary>
    public Action<TimeSpan> Broken { get; init; } = _ => { };

    /// <summary>Ends only by cancellation, or by the exception of a server that refuses.</summary>
    public async IAsyncEnumerable<Event> FollowAsync(WatchEventsRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var backoff = new Backoff();
        while (true)
        {
            using var call = events.WatchEvents(request, cancellationToken: cancellationToken);
            while (await NextAsync(call.ResponseStream, cancellationToken) is { } happened)
            {
                backoff.Reset();
                request.ResumeToken = happened.ResumeToken;
                yield return happened;
            }

            var pause = backoff.Next();
            Broken(pause);
            await Task.Delay(pause, time, cancellationToken);
        }
    }

    /// <summary>Null when the stream broke, or the server ended it to shut down.</summary>
    private static async Task<Event?> NextAsync(IAsyncStreamReader<Event> stream, CancellationToken cancellationToken)
    {
        try
        {
            return await stream.MoveNext(cancellationToken) ? stream.Current : null;
        }
        catch (RpcException failure) when (failure.StatusCode == StatusCode.Cancelled && cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(failure.Message, failure, cancellationToken);
        }
        catch (RpcException failure) when (MayPass(failure.StatusCode))
        {
            return null;
        }
    }

    /// <summary>A server that goes down can end a stream in each of these ways.</summary>
    private static bool MayPass(StatusCode status) =>
        status is StatusCode.Unavailable or StatusCode.Cancelled or StatusCode.Internal or StatusCode.Unknown or StatusCode.Aborted or StatusCode.ResourceExhausted;
}
