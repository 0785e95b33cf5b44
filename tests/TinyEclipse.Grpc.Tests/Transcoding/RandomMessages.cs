using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Grpc.Tests.Transcoding.V1;
using Enum = System.Enum;

namespace Grpc.Tests.Transcoding;

/// <summary>Makes messages with all kinds of fields, from a seed.</summary>
internal sealed class RandomMessages(int seed)
{
    private static readonly double[] Doubles =
        [0, 1, -1, 0.1, 1e21, -1e-7, double.MaxValue, double.MinValue, double.Epsilon, double.NaN, double.PositiveInfinity, double.NegativeInfinity];

    private static readonly long[] Integers = [0, 1, -1, 127, 128, int.MaxValue, int.MinValue, (1L << 53) - 1, 1L << 53, -(1L << 53), long.MaxValue, long.MinValue];

    private static readonly string[] Texts = ["", "a", "é", "😀", "\"\\/\b\f\n\r\t\u0001\u007f", "<&'>", "\u2028", "@type", new('x', 300), "NaN", "null"];

    private readonly Random _random = new(seed);

    public Everything Next(int depth = 3)
    {
        var message = new Everything();
        var fields = Everything.Descriptor.Fields.InDeclarationOrder();
        for (var count = _random.Next(fields.Count / 2); count > 0; count--)
            Set(message, fields[_random.Next(fields.Count)], depth);
        return message;
    }

    private void Set(IMessage message, FieldDescriptor field, int depth)
    {
        if (field.FieldType == FieldType.Message && !field.IsMap && depth == 0)
            return;
        if (!field.IsRepeated)
        {
            field.Accessor.SetValue(message, ValueOf(field, depth));
            return;
        }

        var collection = field.Accessor.GetValue(message);
        for (var count = _random.Next(4); count > 0; count--)
        {
            if (collection is System.Collections.IDictionary map)
                map[ValueOf(field.MessageType.FindFieldByNumber(1), depth)] = ValueOf(field.MessageType.FindFieldByNumber(2), depth);
            else
                ((System.Collections.IList)collection).Add(ValueOf(field, depth));
        }
    }

    private object ValueOf(FieldDescriptor field, int depth) => field.FieldType switch
    {
        FieldType.Double => Double(),
        FieldType.Float => (float)Double(),
        FieldType.Int32 or FieldType.SInt32 or FieldType.SFixed32 => unchecked((int)Integer()),
        FieldType.UInt32 or FieldType.Fixed32 => unchecked((uint)Integer()),
        FieldType.Int64 or FieldType.SInt64 or FieldType.SFixed64 => Integer(),
        FieldType.UInt64 or FieldType.Fixed64 => unchecked((ulong)Integer()),
        FieldType.Bool => _random.Next(2) == 0,
        FieldType.String => Text(),
        FieldType.Bytes => Bytes(),
        FieldType.Enum when field.EnumType.Name == nameof(NullValue) => NullValue.NullValue,
        FieldType.Enum => Enum.ToObject(typeof(Color), _random.Next(-2, 4)),
        _ => MessageOf(field.MessageType, Math.Max(depth - 1, 0)),
    };

    private object MessageOf(MessageDescriptor type, int depth) => type.Name switch
    {
        nameof(Everything) => depth == 0 ? new Everything() : Next(depth),
        nameof(Timestamp) => new Timestamp { Seconds = _random.NextInt64(-62_135_596_800, 253_402_300_800), Nanos = Nanos() },
        nameof(Duration) => NextDuration(),
        nameof(FieldMask) => new FieldMask { Paths = { Some(() => "a_bc.d_e1"[.._random.Next(1, 2)] + "_x") } },
        nameof(Struct) => NextStruct(depth),
        nameof(Value) => NextValue(depth),
        nameof(ListValue) => new ListValue { Values = { Some(() => NextValue(depth)) } },
        nameof(Any) => Any.Pack(_random.Next(3) switch { 0 => NextStruct(depth), 1 => new Part { Quantity = 3 }, _ => NextDuration() }),
        nameof(Empty) => new Empty(),
        nameof(DoubleValue) => Double(),
        nameof(FloatValue) => (float)Double(),
        nameof(Int64Value) => Integer(),
        nameof(UInt64Value) => unchecked((ulong)Integer()),
        nameof(Int32Value) => unchecked((int)Integer()),
        nameof(UInt32Value) => unchecked((uint)Integer()),
        nameof(BoolValue) => _random.Next(2) == 0,
        nameof(StringValue) => Text(),
        nameof(BytesValue) => Bytes(),
        _ => throw new NotSupportedException(type.FullName),
    };

    private Duration NextDuration()
    {
        var sign = _random.Next(2) == 0 ? 1 : -1;
        return new Duration { Seconds = sign * _random.NextInt64(315_576_000_000), Nanos = sign * Nanos() };
    }

    private Struct NextStruct(int depth)
    {
        var result = new Struct();
        foreach (var name in Some(Text))
            result.Fields[$"{name}."] = NextValue(depth); // Google.Protobuf takes no empty name
        return result;
    }

    private Value NextValue(int depth) => _random.Next(depth > 0 ? 6 : 4) switch
    {
        0 => Value.ForNull(),
        1 => Value.ForNumber(_random.NextDouble() * 1e6),
        2 => Value.ForString(Text()),
        3 => Value.ForBool(_random.Next(2) == 0),
        4 => Value.ForStruct(NextStruct(depth - 1)),
        _ => Value.ForList([.. Some(() => NextValue(depth - 1))]),
    };

    private List<T> Some<T>(Func<T> next) => [.. Enumerable.Range(0, _random.Next(4)).Select(_ => next())];

    private double Double() => _random.Next(2) == 0 ? Doubles[_random.Next(Doubles.Length)] : _random.NextDouble() * 1e9;

    private long Integer() => _random.Next(2) == 0 ? Integers[_random.Next(Integers.Length)] : _random.NextInt64(long.MinValue, long.MaxValue);

    private string Text() => Texts[_random.Next(Texts.Length)];

    private int Nanos() => _random.Next(4) switch { 0 => 0, 1 => 500_000_000, 2 => 1000, _ => _random.Next(1_000_000_000) };

    private ByteString Bytes()
    {
        var bytes = new byte[_random.Next(5)];
        _random.NextBytes(bytes);
        return ByteString.CopyFrom(bytes);
    }
}
