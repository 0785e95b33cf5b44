using System.Text;
using Google.Api;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Framing;
using Microsoft.AspNetCore.Grpc.JsonTranscoding.Json;
using Microsoft.AspNetCore.Grpc.JsonTranscoding.Rules;

namespace Microsoft.AspNetCore.Grpc.JsonTranscoding.Calls;

/// <summary>Makes the body of a response message, or of the field that the rule says; of a google.api.HttpBody it is what that holds.</summary>
internal sealed class ResponseJson
{
    private readonly FieldPlan? _field;
    private readonly JsonOutput _output;
    private readonly int? _maxSize;

    /// <exception cref="FormatException">The rule does not fit the message.</exception>
    public ResponseJson(HttpBinding binding, MessageDescriptor message, MessageCodecs codecs, int? maxSize)
    {
        if (binding.ResponseBody.Length > 0)
        {
            _field = (codecs.Get(message) as MessagePlan)?.Find(Encoding.UTF8.GetBytes(binding.ResponseBody))
                ?? throw new FormatException(
                    $"A google.api.http rule takes the response from '{binding.ResponseBody}', which is not a field of the response.");
        }

        IsRaw = (_field is null ? message : _field.MessageType) == HttpBody.Descriptor;
        _output = new JsonOutput(message, codecs, _field);
        _maxSize = maxSize;
    }

    public bool IsRaw { get; }

    /// <returns>The content type.</returns>
    /// <exception cref="RpcException">RESOURCE_EXHAUSTED if the message is too large; nothing has been written then.</exception>
    public string Write(IMessage message, bool indented, PooledBufferWriter target)
    {
        var size = message.CalculateSize();
        if (size > _maxSize)
            throw MessageErrors.SentTooLarge();

        if (IsRaw)
            return WriteRaw(message, target);
        _output.Write(message, size, indented, target);
        return JsonContentType.Json;
    }

    private string WriteRaw(IMessage message, PooledBufferWriter target)
    {
        var raw = _field is null ? (HttpBody)message : HttpBody.Parser.ParseFrom(JsonOutput.Find(_field, message.ToByteArray()).ToArray());
        raw.Data.Span.CopyTo(target.GetSpan(raw.Data.Length));
        target.Advance(raw.Data.Length);
        return raw.ContentType.Length > 0 ? raw.ContentType : "application/octet-stream";
    }
}
