using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Google.Rpc;
using Grpc.Core;
using TinyEclipse.Rpc.V1;

namespace TinyEclipse.Server.Rpc;

/// <summary>Fingerprints of what callers may change, against updates that undo one another unseen (AIP-154).</summary>
public static class Etags
{
    private const int Length = 12;

    public static string Of(params ReadOnlySpan<string> values) =>
        Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', values))).AsSpan(0, Length));

    /// <summary>An empty etag asks for nothing.</summary>
    /// <exception cref="RpcException">ABORTED with reason ETAG_MISMATCH: somebody else has changed it meanwhile.</exception>
    public static void ThrowIfStale(string sent, string current)
    {
        if (sent.Length > 0 && sent != current)
            throw RpcErrors.Make(Code.Aborted, ErrorReason.EtagMismatch, "it was changed meanwhile: read it again, and send the etag of what you read");
    }
}
