using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Grpc.Core;
using Grpc.Framing;

namespace Grpc.Net.Client.Calls;

/// <summary>Reads metadata and status from the headers and trailers of an HTTP response.</summary>
internal static class ResponseHeaders
{
    /// <summary>The outcome, if the response says it already (Trailers-Only) or is no gRPC response; otherwise null.</summary>
    public static CallOutcome? ReadOutcome(HttpResponseMessage response)
    {
        if (TryReadStatus(response.Headers, out var status))
            return new CallOutcome(status, ToMetadata(response.Headers));
        if (response.StatusCode != HttpStatusCode.OK)
            return NotGrpc(TransportErrors.FromHttpStatus(response.StatusCode), $"The server answered with HTTP status {(int)response.StatusCode}.");
        if (response.Version < HttpVersion.Version20)
            return NotGrpc(StatusCode.Internal, $"The server answered over HTTP/{response.Version}, which cannot carry gRPC.");

        var contentType = response.Content.Headers.NonValidated.TryGetValues("content-type", out var values) ? values.ToString() : null;
        return GrpcProtocol.IsContentType(GrpcProtocol.ContentType, contentType)
            ? null
            : NotGrpc(StatusCode.Unknown, $"The server answered with content type '{contentType}', which is not gRPC.");
    }

    public static CallOutcome ReadTrailers(HttpResponseMessage response) =>
        TryReadStatus(response.TrailingHeaders, out var status)
            ? new CallOutcome(status, ToMetadata(response.TrailingHeaders))
            : new CallOutcome(new Status(StatusCode.Internal, "The server ended the call without a status."), ToMetadata(response.TrailingHeaders));

    public static string? ReadEncoding(HttpResponseMessage response) => Find(response.Headers, GrpcProtocol.EncodingHeader);

    public static Metadata ToMetadata(HttpResponseHeaders headers)
    {
        var metadata = new Metadata();
        foreach (var (name, values) in headers.NonValidated)
        {
            var key = name.ToLowerInvariant();
            if (key is GrpcProtocol.StatusHeader or GrpcProtocol.MessageHeader or GrpcProtocol.EncodingHeader or GrpcProtocol.AcceptEncodingHeader)
                continue;
            foreach (var value in values)
                Add(metadata, key, value);
        }

        return metadata.Freeze();
    }

    private static void Add(Metadata metadata, string key, string value)
    {
        if (!Metadata.Entry.IsBinaryKey(key))
        {
            metadata.Add(Metadata.Entry.FromWire(key, value));
            return;
        }

        // Proxies may join values of the same key; base64 has no comma. What is no base64 has no meaning, so it is left out.
        foreach (var part in value.Split(','))
        {
            if (BinaryHeader.TryDecode(part, out var bytes))
                metadata.Add(Metadata.Entry.FromWire(key, bytes));
        }
    }

    private static bool TryReadStatus(HttpResponseHeaders headers, out Status status)
    {
        status = default;
        if (Find(headers, GrpcProtocol.StatusHeader) is not { } text)
            return false;

        var message = Find(headers, GrpcProtocol.MessageHeader) is { } encoded ? GrpcMessageEncoding.Decode(encoded) : "";
        status = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var code) && Enum.IsDefined((StatusCode)code)
            ? new Status((StatusCode)code, message)
            : new Status(StatusCode.Unknown, $"The server answered with the unknown status '{text}'. {message}".TrimEnd());
        return true;
    }

    private static string? Find(HttpResponseHeaders headers, string name) =>
        headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;

    private static CallOutcome NotGrpc(StatusCode code, string detail) => new(code, detail);
}
