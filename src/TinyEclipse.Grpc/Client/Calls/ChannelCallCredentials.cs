using Grpc.Core;

namespace Grpc.Net.Client.Calls;

/// <summary>Asks the call credentials of channel and call for the metadata they add.</summary>
internal sealed class ChannelCallCredentials(IReadOnlyList<CallCredentials> ofChannel, bool mayBeSent, CallLog log)
{
    /// <summary>Null if the call has no credentials, or the channel is no place to show them.</summary>
    public async ValueTask<Metadata?> GetMetadataAsync(CallSession session, MethodTarget target)
    {
        var ofCall = session.Options.Credentials;
        if (ofChannel.Count == 0 && ofCall is null)
            return null;
        if (!mayBeSent)
        {
            log.CredentialsNotSent(target.FullName);
            return null;
        }

        var collector = new Collector();
        foreach (var credentials in ofChannel)
            credentials.InternalPopulateConfiguration(collector, null);
        ofCall?.InternalPopulateConfiguration(collector, null);
        return await AskAsync(collector.Interceptors, session, target);
    }

    private static async Task<Metadata> AskAsync(List<AsyncAuthInterceptor> interceptors, CallSession session, MethodTarget target)
    {
        var metadata = new Metadata();
        var context = new AuthInterceptorContext(target.ServiceUrl, target.MethodName, session.Stopped);
        try
        {
            foreach (var interceptor in interceptors)
                await interceptor(context, metadata);
        }
        catch (Exception exception) when (exception is not RpcException && !session.Stopped.IsCancellationRequested)
        {
            throw new RpcException(new Status(StatusCode.Unavailable, "The call credentials could not be obtained.", exception));
        }

        return metadata;
    }

    private sealed class Collector : CallCredentialsConfiguratorBase
    {
        public List<AsyncAuthInterceptor> Interceptors { get; } = [];

        public override void SetAsyncAuthInterceptorCredentials(object? state, AsyncAuthInterceptor interceptor) => Interceptors.Add(interceptor);

        public override void SetCompositeCredentials(object? state, IReadOnlyList<CallCredentials> credentials)
        {
            foreach (var part in credentials)
                part.InternalPopulateConfiguration(this, state);
        }
    }
}
