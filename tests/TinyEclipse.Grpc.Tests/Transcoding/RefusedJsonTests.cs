using Grpc.Core;
using Grpc.Tests.Transcoding.V1;

namespace Grpc.Tests.Transcoding;

public sealed class RefusedJsonTests
{
    [Theory]
    [InlineData("int32Value", "1.5")]
    [InlineData("int32Value", "1e-1")]
    [InlineData("int32Value", "2147483648")]
    [InlineData("int32Value", "-2147483649")]
    [InlineData("int32Value", "1e99999999999999999999")]
    [InlineData("int32Value", "\"\"")]
    [InlineData("int32Value", "\" 5\"")]
    [InlineData("int32Value", "\"5 \"")]
    [InlineData("int32Value", "\"+5\"")]
    [InlineData("int32Value", "\"0x5\"")]
    [InlineData("int32Value", "\"1..0\"")]
    [InlineData("int32Value", "\"1e\"")]
    [InlineData("int32Value", "\"NaN\"")]
    [InlineData("int32Value", "true")]
    [InlineData("int32Value", "[1]")]
    [InlineData("int32Value", "{}")]
    [InlineData("uint32Value", "-1")]
    [InlineData("uint32Value", "4294967296")]
    [InlineData("int64Value", "9223372036854775808")]
    [InlineData("uint64Value", "18446744073709551616")]
    [InlineData("fixed32Value", "-1")]
    [InlineData("doubleValue", "1e309")]
    [InlineData("doubleValue", "\"nan\"")]
    [InlineData("doubleValue", "\"infinity\"")]
    [InlineData("doubleValue", "\"1,5\"")]
    [InlineData("doubleValue", "\" 1\"")]
    [InlineData("doubleValue", "\"\"")]
    [InlineData("floatValue", "3.5e38")]
    [InlineData("boolValue", "\"true\"")]
    [InlineData("boolValue", "1")]
    [InlineData("stringValue", "1")]
    [InlineData("stringValue", "\"\\ud800\"")]
    [InlineData("stringValue", "\"\\udc00\\ud800\"")]
    [InlineData("bytesValue", "\"a\"")]
    [InlineData("bytesValue", "\"a===\"")]
    [InlineData("bytesValue", "\"é\"")]
    [InlineData("bytesValue", "5")]
    [InlineData("enumValue", "\"color_red\"")]
    [InlineData("enumValue", "1.5")]
    [InlineData("enumValue", "2147483648")]
    [InlineData("enumValue", "true")]
    [InlineData("messageValue", "[]")]
    [InlineData("messageValue", "\"\"")]
    [InlineData("int32s", "1")]
    [InlineData("int32s", "[null]")]
    [InlineData("int32s", "{}")]
    [InlineData("stringsByString", "[]")]
    [InlineData("stringsByString", "{\"a\":null}")]
    [InlineData("stringsByString", "{\"\\ud800\":\"\"}")]
    [InlineData("int32ByInt32", "{\"a\":1}")]
    [InlineData("int32ByInt32", "{\"\":1}")]
    [InlineData("boolByBool", "{\"TRUE\":true}")]
    [InlineData("boolByBool", "{\"1\":true}")]
    [InlineData("timestamp", "\"2026-01-31\"")]
    [InlineData("timestamp", "\"2026-01-31T12:00:00\"")]
    [InlineData("timestamp", "\"2026-01-31 12:00:00Z\"")]
    [InlineData("timestamp", "\"2026-01-31t12:00:00z\"")]
    [InlineData("timestamp", "\"2026-02-30T12:00:00Z\"")]
    [InlineData("timestamp", "\"2026-01-31T24:00:00Z\"")]
    [InlineData("timestamp", "\"2026-01-31T12:00:60Z\"")]
    [InlineData("timestamp", "\"2026-01-31T12:00:00.Z\"")]
    [InlineData("timestamp", "\"2026-01-31T12:00:00.1234567890Z\"")]
    [InlineData("timestamp", "\"2026-01-31T12:00:00+25:00\"")]
    [InlineData("timestamp", "\"0000-01-01T00:00:00Z\"")]
    [InlineData("timestamp", "\"0001-01-01T00:00:00+01:00\"")]
    [InlineData("timestamp", "\"9999-12-31T23:59:59-00:01\"")]
    [InlineData("timestamp", "0")]
    [InlineData("duration", "\"3.5\"")]
    [InlineData("duration", "\"s\"")]
    [InlineData("duration", "\"--1s\"")]
    [InlineData("duration", "\"1.s\"")]
    [InlineData("duration", "\"315576000001s\"")]
    [InlineData("duration", "\"1.1234567891s\"")]
    [InlineData("fieldMask", "\"a,,b\"")]
    [InlineData("fieldMask", "\"a b\"")]
    [InlineData("fieldMask", "[\"a\"]")]
    [InlineData("struct", "[]")]
    [InlineData("struct", "{\"\\ud800\":1}")]
    [InlineData("value", "\"\\ud800\"")]
    [InlineData("listValue", "{}")]
    [InlineData("any", "{\"@type\":\"x/unknown.Type\"}")]
    [InlineData("any", "{\"@type\":\"transcoding.v1.Part\"}")]
    [InlineData("any", "{\"@type\":5}")]
    [InlineData("any", "{\"product_id\":\"a\"}")]
    [InlineData("any", "{\"@type\":\"x/transcoding.v1.Part\",\"quantity\":\"many\"}")]
    [InlineData("any", "[]")]
    [InlineData("any", "{\"\\ud800\":1}")]
    [InlineData("any", "{\"@type\":\"x/google.protobuf.Int32Value\",\"\\ud800\":1,\"value\":\"x\"}")]
    public void A_wrong_value_is_refused_with_the_fields_name(string field, string json)
    {
        var protoName = Everything.Descriptor.Fields.InDeclarationOrder().Single(known => known.JsonName == field).Name;
        Assert.StartsWith(
            protoName, Assert.Throws<FormatException>(() => JsonCodec.Read($"{{\"{field}\":{json}}}")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nesting_ends_at_a_hundred_messages()
    {
        Assert.NotNull(JsonCodec.Read(Nest(100)).MessageValue);
        Assert.EndsWith("message_value: is nested more than 100 messages deep", Assert.Throws<FormatException>(() => JsonCodec.Read(Nest(101))).Message, StringComparison.Ordinal);
        Assert.Throws<RpcException>(() => JsonCodec.Read(Nest(100_000)));
        Assert.Throws<RpcException>(() => JsonCodec.Read($"{{\"unknown\":{new string('[', 100_000)}"));
        Assert.Throws<FormatException>(() => JsonCodec.Read($"{{\"value\":{new string('[', 90)}{new string(']', 90)}}}"));
        Assert.NotNull(JsonCodec.Read($"{{\"value\":{new string('[', 40)}{new string(']', 40)}}}").Value);

        static string Nest(int depth) =>
            string.Concat(Enumerable.Repeat("{\"messageValue\":", depth)) + "{}" + new string('}', depth);
    }

    [Theory]
    [InlineData(new byte[] { (byte)'{', (byte)'"', 0xFF, (byte)'"', (byte)':', (byte)'1', (byte)'}' })]
    [InlineData(new byte[] { (byte)'"', 0xED, 0xA0, 0x80, (byte)'"' })]
    public void What_is_not_utf8_is_refused(byte[] json) =>
        Assert.Equal("The body is not valid UTF-8.", Assert.Throws<RpcException>(() => JsonCodec.Read(json)).Status.Detail);
}
