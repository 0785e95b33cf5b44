using System.Globalization;
using Grpc.Core;
using Grpc.Framing;
using Microsoft.AspNetCore.Http;

namespace Grpc.AspNetCore.Server.Calls;

/// <summary>Refuses what is not a gRPC request at all; these answers alone are not HTTP 200.</summary>
internal static class RequestCheck
{
    private static readonly string Internal = ((int)StatusCode.Internal).ToString(CultureInfo.InvariantCulture);

    public static bool IsGrpc(HttpContext http)
    {
        if (!GrpcProtocol.IsContentType(GrpcProtocol.ContentType, http.Request.ContentType))
        {
            Refuse(http.Response, StatusCodes.Status415UnsupportedMediaType, "The content type is not application/grpc.");
            return false;
        }

        // gRPC-Web may come over HTTP/1.1; its middleware presents such a request as HTTP/2.
        if (HttpProtocol.IsHttp11(http.Request.Protocol) || HttpProtocol.IsHttp10(http.Request.Protocol))
        {
            http.Response.Headers.Upgrade = "HTTP/2";
            http.Response.Headers.Connection = "Upgrade";
            Refuse(http.Response, StatusCodes.Status426UpgradeRequired, "gRPC needs HTTP/2.");
            return false;
        }

        return true;
    }

    private static void Refuse(HttpResponse response, int httpStatus, string message)
    {
        response.StatusCode = httpStatus;
        response.Headers.GrpcStatus = Internal;
        response.Headers.GrpcMessage = GrpcMessageEncoding.Encode(message);
    }
}
