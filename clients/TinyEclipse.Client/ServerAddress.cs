namespace TinyEclipse.Client;

internal static class ServerAddress
{
    public static void ThrowIfUnsafe(TinyEclipseOptions options)
    {
        var address = options.Address;
        if (!address.IsAbsoluteUri || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps))
            throw new ArgumentException($"{address} is not an http or https address.", nameof(options));

        if (options.Token is { Length: > 0 } && address.Scheme == Uri.UriSchemeHttp && !address.IsLoopback && !options.AllowTokenInClearText)
        {
            throw new ArgumentException(
                $"The token would travel unencrypted to {address.Host}. Use https, or set {nameof(TinyEclipseOptions.AllowTokenInClearText)}.",
                nameof(options));
        }
    }
}
