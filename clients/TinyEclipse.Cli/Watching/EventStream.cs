using System.Runtime.CompilerServices;
using Grpc.Core;
using TinyEclipse.Notifications.V1;

namespace TinyEclipse.Cli.Watching;

/// <summary>Events as they happen, through outages: after a break it goes on behind the last event it gave.</summary>
internal sealed class EventStream(EventService.EventServiceClient events, TimeProvider time)
{
    /// <summary>Names the place at which the server began, so that a break before the first event leaves no gap either.</summary>
    public const string ResumeTokenHeader = "resume-token";

    private bool _wasOpen;

    /// <summary>Is told when the server has begun to tell: from then on nothing is missed.</summary>
    public Action Opened { get; init; } = () => { };

    /// <summary>Is told how long the stream rests before it is opened again.</summary>
    public Action<TimeSpan> Broken { get; init; } = _ => { };

    /// <summary>Ends only by cancellation, or by the exception of a server that refuses, or is away from the start.</summary>
    public async IAsyncEnumerable<Event> FollowAsync(WatchEventsRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var backoff = new Backoff();
        while (true)
        {
            using var call = events.WatchEvents(request, cancellationToken: cancellationToken);
            if (await UnlessBrokenAsync(() => OpenAsync(call, request), cancellationToken))
            {
                while (await UnlessBrokenAsync(() => call.ResponseStream.MoveNext(cancellationToken), cancellationToken))
                {
                    backoff.Reset();
                    request.ResumeToken = call.ResponseStream.Current.ResumeToken;
                    yield return call.ResponseStream.Current;
                }
            }

            var pause = backoff.Next();
            Broken(pause);
            await Task.Delay(pause, time, cancellationToken);
        }
    }

    private async Task<bool> OpenAsync(AsyncServerStreamingCall<Event> call, WatchEventsRequest request)
    {
        var headers = await call.ResponseHeadersAsync;
        if (headers.GetValue(ResumeTokenHeader) is { } start)
            request.ResumeToken = start;
        if (!_wasOpen)
            Opened();
        return _wasOpen = true;
    }

    /// <summary>False when the stream broke in a way that may pass, as when the server goes down.</summary>
    private async Task<bool> UnlessBrokenAsync(Func<Task<bool>> step, CancellationToken cancellationToken)
    {
        try
        {
            return await step();
        }
        catch (RpcException failure) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(failure.Message, failure, cancellationToken);
        }
        catch (RpcException failure) when (_wasOpen && MayPass(failure.StatusCode))
        {
            return false;
        }
    }

    private static bool MayPass(StatusCode status) =>
        status is StatusCode.Unavailable or StatusCode.Cancelled or StatusCode.Internal or StatusCode.Unknown or StatusCode.Aborted or StatusCode.ResourceExhausted;
}
