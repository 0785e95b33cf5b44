using System.Text;
using Google.Protobuf.Reflection;
using Grpc.Framing;
using Microsoft.AspNetCore.Grpc.JsonTranscoding.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Microsoft.AspNetCore.Grpc.JsonTranscoding.Rules;

/// <summary>Writes the parameters of a query as fields. Names it does not know, and fields that are bound elsewhere, it leaves alone.</summary>
internal sealed class QueryBinder(MessagePlan message, BoundFields bound)
{
    private const int DeepestPath = 32;
    private const int ScratchSize = 256;

    public void Bind(QueryString query, PooledBufferWriter wire, FieldErrors errors)
    {
        if (!query.HasValue)
            return;

        HashSet<ulong>? given = null;
        foreach (var parameter in new QueryStringEnumerable(query.Value))
            Bind(parameter, wire, errors, ref given);
    }

    private void Bind(QueryStringEnumerable.EncodedNameValuePair parameter, PooledBufferWriter wire, FieldErrors errors, ref HashSet<ulong>? given)
    {
        var name = parameter.DecodeName().Span;
        var value = parameter.DecodeValue().Span;
        var length = Encoding.UTF8.GetMaxByteCount(name.Length) + Encoding.UTF8.GetMaxByteCount(value.Length);
        var utf8 = length <= ScratchSize ? stackalloc byte[ScratchSize] : new byte[length];
        var nameLength = Encoding.UTF8.GetBytes(name, utf8);
        var valueLength = Encoding.UTF8.GetBytes(value, utf8[nameLength..]);

        var start = wire.WrittenCount;
        var state = new Binding(utf8.Slice(nameLength, valueLength), wire, given ??= []);
        var errorsBefore = errors.Count;
        if (!state.TryWrite(utf8[..nameLength], message, bound, errors, depth: 0) || errors.Count > errorsBefore)
            wire.Truncate(start);
    }

    /// <summary>One parameter while its name is followed into the message.</summary>
    private readonly ref struct Binding(ReadOnlySpan<byte> value, PooledBufferWriter wire, HashSet<ulong> given)
    {
        private readonly ReadOnlySpan<byte> _value = value;

        /// <summary>False if there is no such field, or it is not the query's to give.</summary>
        public bool TryWrite(ReadOnlySpan<byte> path, MessagePlan message, BoundFields? bound, FieldErrors errors, int depth, ulong parents = 0)
        {
            var dot = path.IndexOf((byte)'.');
            var field = message.Find(dot < 0 ? path : path[..dot]);
            var boundBelow = field is null ? null : bound?.Find(field);
            if (field is null || boundBelow is { IsWhole: true } || depth > DeepestPath)
                return false;

            var errorsBefore = errors.Count;
            var written = dot < 0
                ? boundBelow is null && TryWriteValue(field, parents, errors)
                : TryWriteInside(field, path[(dot + 1)..], boundBelow, errors, depth, parents);
            errors.Prefix(errorsBefore, field.Name);
            return written;
        }

        private bool TryWriteInside(FieldPlan field, ReadOnlySpan<byte> path, BoundFields? bound, FieldErrors errors, int depth, ulong parents)
        {
            if (field.Type != FieldType.Message || field.Message is not MessagePlan message)
                return false;
            if (field.Shape != FieldShape.Single)
            {
                errors.Add("cannot be given in the address");
                return true;
            }

            wire.WriteVarint(field.Tag);
            var start = wire.BeginLength();
            var written = TryWrite(path, message, bound, errors, depth + 1, Mix(parents, field.Number));
            wire.EndLength(start);
            return written;
        }

        private bool TryWriteValue(FieldPlan field, ulong parents, FieldErrors errors)
        {
            if (field.Shape == FieldShape.Map)
                errors.Add("cannot be given in the address");
            else if (field.Shape == FieldShape.Single && !given.Add(Mix(parents, field.Choice)))
                errors.Add(field.Choice < 0 ? "cannot be given together with another field of the same choice" : "must be given once");
            else if (ScalarText.Read(field, _value, wire) is { } error)
                errors.Add(error);
            return true;
        }

        // Stands for the field's place in the message, to see what is given twice.
        private static ulong Mix(ulong parents, int number) => (parents ^ (uint)number) * 0x9E37_79B9_7F4A_7C15 + 1;
    }
}
