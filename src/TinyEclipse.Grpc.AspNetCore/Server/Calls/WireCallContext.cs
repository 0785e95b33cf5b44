using System.Buffers;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;
using Grpc.Framing;
using Grpc.Net.Compression;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace Grpc.AspNetCore.Server.Calls;

/// <summary>A call over gRPC's own protocol: what is read, written and how it ends goes through here.</summary>
internal sealed partial class WireCallContext(HttpContext httpContext, ServiceMethod serviceMethod)
    : HttpServerCallContext(httpContext, serviceMethod), IDisposable
{
    private static readonly Status MalformedTimeout = new(StatusCode.Internal, "The grpc-timeout header is malformed.");

    private MessageDeserializer? _deserializer;
    private MessageSerializer? _serializer;

    /// <exception cref="RpcException">The request's headers do not allow the call.</exception>
    public void Start(ILogger logger, CancellationToken stopping)
    {
        HttpContext.Response.ContentType = GrpcProtocol.ContentType;
        LiftHttpLimits();
        _deserializer = new MessageDeserializer(RequestCompression(), ServiceMethod.Settings.MaxReceiveMessageSize, StatusCode.Unknown);
        _serializer = NewSerializer();
        // Last, for the deadline may pass at any time from here, and answer.
        if (Lifetime.IsLimited)
            Lifetime.DeadlinePassed = OnDeadlinePassed;
        Lifetime.Start(MalformedTimeout, logger, stopping);
    }

    public void Dispose()
    {
        Lifetime.Dispose();
        _deserializer?.Dispose();
        _serializer?.Dispose();
        _gatherer?.Dispose();
    }

    // The message size limits take the place of the limits of HTTP, and a stream may be silent for long.
    private void LiftHttpLimits()
    {
        if (HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null;
        if (ServiceMethod.Type is MethodType.ClientStreaming or MethodType.DuplexStreaming
            && HttpContext.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }
    }

    private ICompressionProvider? RequestCompression()
    {
        var known = ServiceMethod.Settings.Compression;
        if (known.TryGet(HttpContext.Request.Headers.GrpcEncoding, out var provider))
            return provider;

        HttpContext.Response.Headers.GrpcAcceptEncoding = known.AcceptEncoding;
        throw new RpcException(new Status(
            StatusCode.Unimplemented, $"The grpc-encoding of the request is not supported. Supported are: {known.AcceptEncoding}."));
    }

    private MessageSerializer NewSerializer()
    {
        var settings = ServiceMethod.Settings;
        var compression = settings.ResponseCompression;
        if (compression is not null && !Accepts(HttpContext.Request.Headers.GrpcAcceptEncoding, compression.EncodingName))
            compression = null;
        if (compression is not null)
            HttpContext.Response.Headers.GrpcEncoding = compression.EncodingName;

        var target = HttpContext.Response.BodyWriter;
        if (ServiceMethod.Type is MethodType.ServerStreaming or MethodType.DuplexStreaming)
            _gatherer = new FrameGatherer(target);
        return new MessageSerializer(
            _gatherer ?? (IBufferWriter<byte>)target, compression, settings.ResponseCompressionLevel, settings.MaxSendMessageSize);
    }

    private static bool Accepts(StringValues accepted, string encoding)
    {
        var list = accepted.ToString().AsSpan();
        foreach (var part in list.Split(','))
        {
            if (list[part].Trim().SequenceEqual(encoding))
                return true;
        }

        return false;
    }
}
