using Grpc.Core;
using Grpc.Framing;
using Microsoft.AspNetCore.Grpc.JsonTranscoding.Json;

namespace Microsoft.AspNetCore.Grpc.JsonTranscoding.Calls;

/// <summary>Tells a call's status as the JSON of google.rpc.Status.</summary>
internal sealed class ErrorResponse(MessageCodecs codecs)
{
    private readonly JsonOutput _output = new(Google.Rpc.Status.Descriptor, codecs, field: null);

    /// <summary>As the response, with the HTTP status that stands for the call's unless there is a better one.</summary>
    public async Task SendAsync(TranscodedCallContext call, int? httpStatus = null)
    {
        using var body = new PooledBufferWriter();
        Write(call, codecs.Settings.WriteIndented, body);
        await call.SendJsonAsync(httpStatus ?? HttpStatusOf.Code(call.Status.StatusCode), body);
    }

    /// <summary>The details come from the trailer gRPC keeps them in, which is taken out of the trailers.</summary>
    public void Write(TranscodedCallContext call, bool indented, PooledBufferWriter target)
    {
        var status = new Google.Rpc.Status { Code = (int)call.Status.StatusCode, Message = call.Status.Detail };
        if (call.HasResponseTrailers)
        {
            status.Details.AddRange(call.ResponseTrailers.GetRpcStatus(ignoreParseError: true)?.Details ?? []);
            RemoveDetails(call.ResponseTrailers);
        }

        _output.Write(status, status.CalculateSize(), indented, target);
    }

    private static void RemoveDetails(Metadata trailers)
    {
        while (trailers.Get(MetadataExtensions.StatusDetailsTrailerName) is { } details)
            trailers.Remove(details);
    }
}
