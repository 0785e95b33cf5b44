namespace Grpc.Net.Client;

/// <summary>What a channel sends its requests with: the caller's client, the caller's handler, or a handler of its own.</summary>
internal sealed class ChannelTransport : IDisposable
{
    private readonly Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> _send;
    private readonly IDisposable? _owned;

    public ChannelTransport(GrpcChannelOptions options)
    {
        if (options.HttpClient is not null && options.HttpHandler is not null)
            throw new ArgumentException("HttpClient and HttpHandler exclude each other.", nameof(options));

        if (options.HttpClient is { } client)
        {
            // A client that sends without this option would collect the whole response first.
            _send = (request, cancellationToken) => client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            _owned = options.DisposeHttpClient ? client : null;
            return;
        }

        var disposeHandler = options.HttpHandler is null || options.DisposeHttpClient;
        var invoker = new HttpMessageInvoker(options.HttpHandler ?? CreateHandler(), disposeHandler);
        _send = invoker.SendAsync;
        _owned = invoker;
    }

    /// <summary>More than one connection, once the streams of the first are used up; nothing that belongs to browsers.</summary>
    public static SocketsHttpHandler CreateHandler() =>
        new()
        {
            EnableMultipleHttp2Connections = true,
            AllowAutoRedirect = false,
            UseCookies = false,
        };

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => _send(request, cancellationToken);

    public void Dispose() => _owned?.Dispose();
}
