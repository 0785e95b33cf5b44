using Grpc.Core;
using Grpc.Framing;
using Grpc.Net.Client.Requests;
using Grpc.Net.Client.Retries;

namespace Grpc.Net.Client.Calls;

/// <summary>Sends a call, again if its retry policy says so, until there is a response to read or none to hope for.</summary>
internal sealed class CallSender(GrpcChannel channel, CallSession session, MethodTarget target, string? host)
{
    // A call that waits for its server tries the connection at these intervals, as long as its deadline allows.
    private static readonly TimeSpan FirstReconnect = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestReconnect = TimeSpan.FromSeconds(60);

    public async Task<CallResponse> SendAsync(RequestBody body)
    {
        try
        {
            session.Use(body);
            var attempt = await AttemptUntilSettledAsync(body);
            body.Commit();
            if (attempt.Response is null)
                throw Failure(attempt);
            session.Use(attempt.Response);
            return attempt.Response;
        }
        catch (Exception exception)
        {
            throw session.Fail(exception);
        }
    }

    private async Task<AttemptResult> AttemptUntilSettledAsync(RequestBody body)
    {
        var (retries, backoffs, reconnects) = (0, 0, 0);
        while (true)
        {
            var result = await AttemptAsync(body, retries);
            if (session.Options.IsWaitForReady && result.NeverConnected)
            {
                await WaitAsync(body, Reconnect(reconnects++));
                continue;
            }

            var pushback = result.Failure is null ? null : RetryRules.Pushback(result.Failure.Trailers);
            if (!ShouldRetry(result, body, retries, pushback))
                return result;

            retries++;
            backoffs = pushback is null ? backoffs + 1 : 0; // The server's word also starts the waits anew.
            var delay = pushback ?? target.Retries!.Backoff(backoffs, Random.Shared.NextDouble());
            channel.Log.Retrying(target.FullName, retries, result.Failure!.Status.StatusCode, delay);
            await WaitAsync(body, delay);
        }
    }

    private bool ShouldRetry(AttemptResult result, RequestBody body, int retries, TimeSpan? pushback)
    {
        if (target.Retries is not { } rules)
            return false;
        if (result.Failure is not { } failure)
        {
            channel.RetryThrottle?.Succeeded();
            return false;
        }

        var isRetryable = rules.IsRetryable(failure.Status.StatusCode);
        if (isRetryable || pushback < TimeSpan.Zero)
            channel.RetryThrottle?.Failed();
        return isRetryable
            && pushback is not { Ticks: < 0 }
            && retries + 1 < rules.MaxAttempts
            && body.CanRetry
            && session.Outcome is null
            && channel.RetryThrottle is null or { AllowsRetry: true };
    }

    private async Task WaitAsync(RequestBody body, TimeSpan delay)
    {
        body.AttemptFailed();
        await Task.Delay(delay, session.Stopped);
    }

    private async Task<AttemptResult> AttemptAsync(RequestBody body, int retries)
    {
        HttpResponseMessage? response = null;
        try
        {
            session.ThrowIfEnded();
            var request = await RequestBuilder.BuildAsync(channel, session, target, host, body.CreateContent(), retries);
            response = await channel.SendAsync(request, session.Stopped);
            return await ReadHeadersAsync(response);
        }
        catch (Exception exception)
        {
            response?.Dispose();
            return new AttemptResult(null, session.ToOutcome(exception)) { NeverConnected = TransportErrors.IsConnectionFailure(exception) };
        }
    }

    private async ValueTask<AttemptResult> ReadHeadersAsync(HttpResponseMessage response)
    {
        if (ResponseHeaders.ReadOutcome(response) is { } outcome)
        {
            if (outcome.IsOk)
                return new AttemptResult(new CallResponse(response, outcome), null);
            response.Dispose();
            return new AttemptResult(null, outcome) { IsAnswered = true };
        }

        var encoding = ResponseHeaders.ReadEncoding(response);
        if (!channel.Compression.TryGet(encoding, out var provider))
            throw new RpcException(new Status(StatusCode.Internal, $"The server compresses with '{encoding}', which is not known here."));

        var deserializer = new MessageDeserializer(provider, channel.MaxReceiveMessageSize);
        var stream = await response.Content.ReadAsStreamAsync(session.Stopped);
        return new AttemptResult(new CallResponse(response, stream, deserializer), null);
    }

    private Exception Failure(AttemptResult attempt)
    {
        if (attempt.IsAnswered)
            session.UseNoHeaders();
        return session.ToException(session.End(attempt.Failure!));
    }

    private static TimeSpan Reconnect(int reconnects)
    {
        var exact = Math.Min(FirstReconnect.TotalSeconds * Math.Pow(1.6, reconnects), LongestReconnect.TotalSeconds);
        return TimeSpan.FromSeconds(exact * (0.8 + (0.4 * Random.Shared.NextDouble())));
    }

    /// <summary>Either a response to read, or how the attempt failed before there was one.</summary>
    private sealed record AttemptResult(CallResponse? Response, CallOutcome? Failure)
    {
        public bool IsAnswered { get; init; }

        public bool NeverConnected { get; init; }
    }
}
