using System.Text;
using Google.Api;
using Google.Protobuf;
using Grpc.Framing;
using Microsoft.AspNetCore.Grpc.JsonTranscoding.Json;

namespace Microsoft.AspNetCore.Grpc.JsonTranscoding.Rules;

/// <summary>Writes any body as a google.api.HttpBody: its content type and its bytes as they came.</summary>
internal static class RawBodyBinder
{
    private static readonly uint ContentTypeTag = WireFormat.MakeTag(HttpBody.ContentTypeFieldNumber, WireFormat.WireType.LengthDelimited);
    private static readonly uint DataTag = WireFormat.MakeTag(HttpBody.DataFieldNumber, WireFormat.WireType.LengthDelimited);

    /// <remarks>Without a field the request itself is the HttpBody.</remarks>
    public static void Bind(FieldPlan? field, string? contentType, ReadOnlySpan<byte> body, PooledBufferWriter wire)
    {
        if (field is null)
        {
            Write(contentType, body, wire);
            return;
        }

        wire.WriteVarint(field.Tag);
        var start = wire.BeginLength();
        Write(contentType, body, wire);
        wire.EndLength(start);
    }

    private static void Write(string? contentType, ReadOnlySpan<byte> body, PooledBufferWriter wire)
    {
        wire.WriteVarint(ContentTypeTag);
        wire.WriteBytes(Encoding.UTF8.GetBytes(contentType ?? ""));
        wire.WriteVarint(DataTag);
        wire.WriteBytes(body);
    }
}
