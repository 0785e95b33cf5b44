using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Grpc.Core;
using Grpc.Framing;
using Microsoft.AspNetCore.Grpc.JsonTranscoding.Json;

namespace Microsoft.AspNetCore.Grpc.JsonTranscoding.Rules;

/// <summary>Writes a JSON body as the whole request, or as one of its fields.</summary>
internal sealed class BodyBinder
{
    private readonly MessageCodec _message;
    private readonly FieldPlan[] _boundElsewhere;

    /// <remarks>What is bound elsewhere, in the path, is not even looked at in the body.</remarks>
    /// <exception cref="FormatException">The message has no such field.</exception>
    public BodyBinder(string body, MessageCodec message, IEnumerable<FieldPlan> boundElsewhere)
    {
        _message = message;
        _boundElsewhere = [.. boundElsewhere];
        if (body != HttpBinding.WholeMessage)
        {
            Field = (message as MessagePlan)?.Find(Encoding.UTF8.GetBytes(body))
                ?? throw new FormatException($"A google.api.http rule binds the body to '{body}', which is not a field of the request.");
        }
    }

    /// <summary>Null for the whole message.</summary>
    public FieldPlan? Field { get; }

    /// <exception cref="RpcException">The body is not JSON.</exception>
    public void Bind(ReadOnlySpan<byte> json, PooledBufferWriter wire, FieldErrors errors)
    {
        if (!Utf8.IsValid(json))
            throw Invalid("The body is not valid UTF-8.");

        var input = new JsonToWire(json, wire, errors);
        try
        {
            input.Json.Read();
            if (Field is null)
                ReadMessage(ref input);
            else
                ReadField(Field, ref input);
            input.Json.Read(); // fails if anything follows
        }
        catch (JsonException reason)
        {
            throw Invalid(Describe(reason, isTooDeep: input.Json.CurrentDepth >= JsonToWire.MaxJsonDepth - 1));
        }
    }

    private void ReadMessage(ref JsonToWire input)
    {
        if (_message is MessagePlan plan)
            plan.Read(ref input, _boundElsewhere);
        else
            _message.Read(ref input);
    }

    private static void ReadField(FieldPlan field, ref JsonToWire input)
    {
        if (input.Json.TokenType == JsonTokenType.Null && !(field.HasNullValue && field.Shape == FieldShape.Single))
            return;

        var errorsBefore = input.Errors.Count;
        FieldReader.Read(field, ref input);
        input.Errors.Prefix(errorsBefore, field.Name);
    }

    private static string Describe(JsonException reason, bool isTooDeep) => isTooDeep
        ? "The body is nested too deeply."
        : string.Create(
            CultureInfo.InvariantCulture,
            $"The body is not valid JSON: see line {reason.LineNumber + 1}, position {reason.BytePositionInLine + 1}.");

    private static RpcException Invalid(string reason) => new(new Status(StatusCode.InvalidArgument, reason));
}
