using System.Text;
using Google.Protobuf.Reflection;
using Grpc.Framing;
using Microsoft.AspNetCore.Grpc.JsonTranscoding.Json;

namespace Microsoft.AspNetCore.Grpc.JsonTranscoding.Rules;

/// <summary>"address.city": a field, and the messages around it from the outside in.</summary>
internal sealed class FieldPath
{
    private readonly FieldPlan[] _fields;

    /// <exception cref="FormatException">The message has no such field, or it cannot hold one value.</exception>
    public FieldPath(string path, MessageCodec message)
    {
        _fields = [.. Find(path, message)];
        Text = string.Join('.', _fields.Select(field => field.Name));
    }

    /// <summary>In the proto's spelling.</summary>
    public string Text { get; }

    public ReadOnlySpan<FieldPlan> Fields => _fields;

    /// <summary>Writes the value, wrapped in the messages around it. Returns what is wrong with it, or null.</summary>
    public string? Write(ReadOnlySpan<byte> text, PooledBufferWriter wire) => Write(_fields, text, wire);

    private static string? Write(ReadOnlySpan<FieldPlan> fields, ReadOnlySpan<byte> text, PooledBufferWriter wire)
    {
        if (fields.Length == 1)
            return ScalarText.Read(fields[0], text, wire);

        wire.WriteVarint(fields[0].Tag);
        var start = wire.BeginLength();
        var error = Write(fields[1..], text, wire);
        wire.EndLength(start);
        return error;
    }

    private static IEnumerable<FieldPlan> Find(string path, MessageCodec? message)
    {
        foreach (var name in path.Split('.'))
        {
            var field = (message as MessagePlan)?.Find(Encoding.UTF8.GetBytes(name));
            if (field is not { Shape: FieldShape.Single })
                throw new FormatException($"A google.api.http rule binds '{path}', which is not a single field of the request.");
            yield return field;
            message = field.Type == FieldType.Message ? field.Message : null;
        }
    }
}
