using System.Collections.Frozen;
using Grpc.Core;
using Grpc.Framing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Grpc.AspNetCore.Server.Calls;

/// <summary>The request's headers as metadata, without those that belong to HTTP or to the protocol.</summary>
internal static class RequestMetadata
{
    private static readonly FrozenSet<string> NotMetadata = FrozenSet.ToFrozenSet(
        [
            "content-type",
            "content-encoding",
            "accept-encoding",
            "te",
            "host",
            GrpcProtocol.EncodingHeader,
            GrpcProtocol.AcceptEncodingHeader,
            GrpcProtocol.TimeoutHeader,
        ],
        StringComparer.OrdinalIgnoreCase);

    /// <exception cref="RpcException">INTERNAL if a binary header is not base64.</exception>
    public static Metadata From(IHeaderDictionary headers)
    {
        var metadata = new Metadata();
        foreach (var (name, values) in headers)
        {
            if (name.StartsWith(':') || NotMetadata.Contains(name))
                continue;

            var key = name.ToLowerInvariant();
            if (Metadata.Entry.IsBinaryKey(key))
                AddBinary(metadata, key, values);
            else
                metadata.Add(Metadata.Entry.FromWire(key, values.ToString()));
        }

        return metadata;
    }

    // Repeated text headers arrive joined by a comma; binary ones can be told apart, for base64 has no comma.
    private static void AddBinary(Metadata metadata, string key, StringValues values)
    {
        var joined = values.ToString();
        foreach (var part in joined.AsSpan().Split(','))
        {
            if (!BinaryHeader.TryDecode(joined.AsSpan(part), out var value))
                throw new RpcException(new Status(StatusCode.Internal, $"The header {key} is not base64."));
            metadata.Add(Metadata.Entry.FromWire(key, value));
        }
    }
}
