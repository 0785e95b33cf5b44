using System.Globalization;
using Grpc.Core;
using Grpc.Framing;
using Microsoft.AspNetCore.Http;

namespace Grpc.AspNetCore.Server.Calls;

/// <summary>Writes metadata and a call's status into HTTP headers or trailers.</summary>
internal static class ResponseStatus
{
    private static readonly string[] Codes =
        [.. Enum.GetValues<StatusCode>().Select(code => ((int)code).ToString(CultureInfo.InvariantCulture))];

    public static void Write(IHeaderDictionary destination, Status status)
    {
        var code = (int)status.StatusCode;
        destination.GrpcStatus =
            code >= 0 && code < Codes.Length ? Codes[code] : code.ToString(CultureInfo.InvariantCulture);
        if (!string.IsNullOrEmpty(status.Detail))
            destination.GrpcMessage = GrpcMessageEncoding.Encode(status.Detail);
    }

    /// <summary>False, and nothing written, if HTTP cannot carry one of the values.</summary>
    public static bool TryWrite(IHeaderDictionary destination, Metadata metadata)
    {
        for (var i = 0; i < metadata.Count; i++)
        {
            if (!metadata[i].IsBinary && metadata[i].Value.AsSpan().ContainsAnyExceptInRange(' ', '~'))
                return false;
        }

        for (var i = 0; i < metadata.Count; i++)
            destination.Append(metadata[i].Key, metadata[i].IsBinary ? BinaryHeader.Encode(metadata[i].BinaryValue) : metadata[i].Value);
        return true;
    }
}
