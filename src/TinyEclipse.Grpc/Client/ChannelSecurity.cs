using Grpc.Core;

namespace Grpc.Net.Client;

/// <summary>Takes channel credentials apart and makes sure that they fit the address.</summary>
internal sealed class ChannelSecurity : ChannelCredentialsConfiguratorBase
{
    private readonly List<CallCredentials> _callCredentials = [];
    private bool? _secure;

    public ChannelSecurity(Uri address, ChannelCredentials? credentials, bool allowInsecureCallCredentials)
    {
        credentials?.InternalPopulateConfiguration(this, null);
        var isHttps = address.Scheme == Uri.UriSchemeHttps;
        if (_secure is { } secure && secure != isHttps)
        {
            throw new InvalidOperationException(
                $"The channel's credentials are {(secure ? "secure" : "insecure")}, which does not fit the scheme of {address}.");
        }

        MayShowCredentials = isHttps || allowInsecureCallCredentials;
        if (_callCredentials.Count > 0 && !MayShowCredentials)
            throw new InvalidOperationException("Call credentials need a secure channel, or UnsafeUseInsecureChannelCallCredentials.");
    }

    public IReadOnlyList<CallCredentials> CallCredentials => _callCredentials;

    public bool MayShowCredentials { get; }

    public override void SetInsecureCredentials(object? state) => _secure = false;

    public override void SetCompositeCredentials(object? state, ChannelCredentials channelCredentials, CallCredentials callCredentials)
    {
        channelCredentials.InternalPopulateConfiguration(this, state);
        _callCredentials.Add(callCredentials);
    }

    internal override void SetSslCredentials(object? state) => _secure = true;
}
