using Google.Protobuf;
using Grpc.Framing;
using Microsoft.AspNetCore.Grpc.JsonTranscoding.Rules;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Microsoft.AspNetCore.Grpc.JsonTranscoding.Calls;

/// <summary>Makes the request message of what came over HTTP.</summary>
internal sealed class RequestReader(RequestBinder binder, int? maxSize)
{
    public ValueTask<IMessage> ReadAsync(TranscodedCallContext call) =>
        binder.ReadsBody ? ReadWithBodyAsync(call) : new ValueTask<IMessage>(binder.Bind(call.HttpContext.Request, body: []));

    private async ValueTask<IMessage> ReadWithBodyAsync(TranscodedCallContext call)
    {
        var http = call.HttpContext;
        using var body = new PooledBufferWriter();
        if (maxSize is not null)
            LiftLimitOfServer(http);
        try
        {
            await BodyReader.ReadAsync(http.Request, maxSize ?? int.MaxValue, body, call.CancellationToken);
        }
        catch (Exception reason) when (reason is IOException or OperationCanceledException && !call.CancellationToken.IsCancellationRequested)
        {
            throw call.Lifetime.CallerGone(reason);
        }

        if (!binder.ReadsRawBody)
            JsonContentType.Normalize(http, body);
        return binder.Bind(http.Request, body.WrittenSpan);
    }

    // The method's own limit takes its place. What is compressed could go on for ever without growing, so there it stays.
    private static void LiftLimitOfServer(HttpContext http)
    {
        if (http.Request.Headers.ContentEncoding.Count == 0 && http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null;
    }
}
