using System.Net;
using System.Net.Http.Headers;
using Grpc.Framing;

namespace Grpc.Net.Client.Web;

/// <summary>
/// Carries the calls of a channel as gRPC-Web, which HTTP/1.1 and its proxies let through: the trailers come as the last frame of the body.
/// Request streams are not for HTTP/1.1: only unary and server streaming calls work there.
/// </summary>
public sealed class GrpcWebHandler : DelegatingHandler
{
    private static readonly MediaTypeHeaderValue Binary = new(GrpcProtocol.WebContentType);
    private static readonly MediaTypeHeaderValue Text = new(GrpcProtocol.WebTextContentType);
    private static readonly MediaTypeHeaderValue Grpc = new(GrpcProtocol.ContentType);

    public GrpcWebHandler()
    {
    }

    public GrpcWebHandler(HttpMessageHandler innerHandler)
        : base(innerHandler)
    {
    }

    public GrpcWebHandler(GrpcWebMode mode) => GrpcWebMode = mode;

    public GrpcWebHandler(GrpcWebMode mode, HttpMessageHandler innerHandler)
        : base(innerHandler) => GrpcWebMode = mode;

    public GrpcWebMode GrpcWebMode { get; set; }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return IsGrpc(request.Content)
            ? SendWebAsync(request, cancellationToken)
            : base.SendAsync(request, cancellationToken);
    }

    private async Task<HttpResponseMessage> SendWebAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var isText = GrpcWebMode == GrpcWebMode.GrpcWebText;
        request.Version = HttpVersion.Version11;
        request.VersionPolicy = HttpVersionPolicy.RequestVersionOrHigher;
        request.Headers.Remove("te"); // Trailers are part of the body.
        request.Headers.TryAddWithoutValidation("accept", isText ? GrpcProtocol.WebTextContentType : GrpcProtocol.WebContentType);
        request.Headers.TryAddWithoutValidation("x-grpc-web", "1");
        if (isText)
            request.Content = new Base64Content(request.Content!);
        request.Content!.Headers.ContentType = isText ? Text : Binary;

        var response = await base.SendAsync(request, cancellationToken);
        UnwrapResponse(response);
        return response;
    }

    // To the channel it looks like any gRPC response. One of another content type is left for the channel to judge.
    private static void UnwrapResponse(HttpResponseMessage response)
    {
        var contentType = response.Content.Headers.ContentType?.MediaType;
        var isText = GrpcProtocol.IsContentType(GrpcProtocol.WebTextContentType, contentType);
        if (!isText && !GrpcProtocol.IsContentType(GrpcProtocol.WebContentType, contentType))
            return;

        var content = new GrpcWebResponseContent(response.Content, isText, response.TrailingHeaders);
        content.Headers.ContentType = Grpc;
        response.Content = content;
        response.Version = HttpVersion.Version20;
    }

    private static bool IsGrpc(HttpContent? content) =>
        GrpcProtocol.IsContentType(GrpcProtocol.ContentType, content?.Headers.ContentType?.MediaType);
}
