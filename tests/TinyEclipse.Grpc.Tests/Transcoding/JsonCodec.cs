using System.Text;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Rpc;
using Grpc.Framing;
using Grpc.Tests.Transcoding.V1;
using Microsoft.AspNetCore.Grpc.JsonTranscoding;
using Microsoft.AspNetCore.Grpc.JsonTranscoding.Json;
using Microsoft.AspNetCore.Grpc.JsonTranscoding.Rules;

namespace Grpc.Tests.Transcoding;

/// <summary>The translation between JSON and messages without a server around it.</summary>
internal static class JsonCodec
{
    public static readonly TypeRegistry Types = TypeRegistry.FromMessages(Everything.Descriptor, Thing.Descriptor);

    public static readonly MessageCodecs Codecs = new(new GrpcJsonSettings(), Types);

    public static Everything Read(string json) => Read(Encoding.UTF8.GetBytes(json));

    /// <exception cref="Grpc.Core.RpcException">It is not JSON.</exception>
    /// <exception cref="FormatException">Fields are wrong; the message names them.</exception>
    public static Everything Read(ReadOnlySpan<byte> json)
    {
        using var wire = new PooledBufferWriter();
        var errors = new FieldErrors();
        new BodyBinder(HttpBinding.WholeMessage, Codecs.Get(Everything.Descriptor), []).Bind(json, wire, errors);
        return errors.Count == 0
            ? (Everything)new MessageBytes(Everything.Descriptor).Parse(wire.WrittenSpan)
            : throw new FormatException(string.Join("; ", errors.Violations.Select(Describe)));
    }

    public static string Write(IMessage message)
    {
        using var json = new PooledBufferWriter();
        new JsonOutput(message.Descriptor, Codecs, field: null).Write(message, message.CalculateSize(), indented: false, json);
        return Encoding.UTF8.GetString(json.WrittenSpan);
    }

    private static string Describe(BadRequest.Types.FieldViolation violation) => $"{violation.Field}: {violation.Description}";
}
