using System.Text.Json.Nodes;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Tests.Transcoding.V1;

namespace Grpc.Tests.Transcoding;

public sealed class JsonValueTests
{
    [Theory]
    [InlineData("int32Value", "5", "5")]
    [InlineData("int32Value", "\"5\"", "5")]
    [InlineData("int32Value", "\"\\u0035\"", "5")]
    [InlineData("int32Value", "1.0", "1")]
    [InlineData("int32Value", "1e3", "1000")]
    [InlineData("int32Value", "1500e-2", "15")]
    [InlineData("int32Value", "0.00021e+5", "21")]
    [InlineData("int32Value", "10000000000000000000000000e-24", "10")]
    [InlineData("int32Value", "0e999999999999", "0")]
    [InlineData("int32Value", "-0", "0")]
    [InlineData("int32Value", "-2147483648", "-2147483648")]
    [InlineData("int32Value", "\"-1e0\"", "-1")]
    [InlineData("uint32Value", "4294967295", "4294967295")]
    [InlineData("sint32Value", "-2147483648", "-2147483648")]
    [InlineData("fixed32Value", "4294967295", "4294967295")]
    [InlineData("sfixed32Value", "-2147483648", "-2147483648")]
    [InlineData("int64Value", "9007199254740991", "9007199254740991")]
    [InlineData("int64Value", "9007199254740992", "\"9007199254740992\"")]
    [InlineData("int64Value", "-9007199254740991", "-9007199254740991")]
    [InlineData("int64Value", "\"-9007199254740992\"", "\"-9007199254740992\"")]
    [InlineData("int64Value", "-9223372036854775808", "\"-9223372036854775808\"")]
    [InlineData("int64Value", "9223372036854775807.0", "\"9223372036854775807\"")]
    [InlineData("int64Value", "92233720368547758.07e2", "\"9223372036854775807\"")]
    [InlineData("sint64Value", "-9223372036854775808", "\"-9223372036854775808\"")]
    [InlineData("sfixed64Value", "-9223372036854775808", "\"-9223372036854775808\"")]
    [InlineData("uint64Value", "18446744073709551615", "\"18446744073709551615\"")]
    [InlineData("uint64Value", "18446744073709551615e0", "\"18446744073709551615\"")]
    [InlineData("fixed64Value", "\"18446744073709551615\"", "\"18446744073709551615\"")]
    [InlineData("doubleValue", "1.5", "1.5")]
    [InlineData("doubleValue", "\"-1.5e3\"", "-1500")]
    [InlineData("doubleValue", "0.1", "0.1")]
    [InlineData("doubleValue", "\"NaN\"", "\"NaN\"")]
    [InlineData("doubleValue", "\"Infinity\"", "\"Infinity\"")]
    [InlineData("doubleValue", "\"-Infinity\"", "\"-Infinity\"")]
    [InlineData("doubles", "[-0.0]", "[-0]")]
    [InlineData("doubleValue", "1.7976931348623157e308", "1.7976931348623157E+308")]
    [InlineData("floatValue", "0.1", "0.1")]
    [InlineData("floatValue", "3.4028235e38", "3.4028235E+38")]
    [InlineData("floatValue", "\"NaN\"", "\"NaN\"")]
    [InlineData("boolValue", "true", "true")]
    [InlineData("stringValue", "\"\"", "\"\"")]
    [InlineData("stringValue", "\"caf\\u00e9 \\ud83d\\ude00 \\n\\\"\"", "\"café \\uD83D\\uDE00 \\n\\\"\"")]
    [InlineData("stringValue", "\"<&'>\"", "\"<&'>\"")]
    [InlineData("bytesValue", "\"+/8=\"", "\"+/8=\"")]
    [InlineData("bytesValue", "\"+/8\"", "\"+/8=\"")]
    [InlineData("bytesValue", "\"-_8\"", "\"+/8=\"")]
    [InlineData("bytesValue", "\"-_8=\"", "\"+/8=\"")]
    [InlineData("bytesValue", "\"\\u002b/8\"", "\"+/8=\"")]
    [InlineData("bytesValue", "\"\"", "\"\"")]
    [InlineData("enumValue", "\"COLOR_RED\"", "\"COLOR_RED\"")]
    [InlineData("enumValue", "\"COLOR_ROUGE\"", "\"COLOR_RED\"")]
    [InlineData("enumValue", "-1", "\"COLOR_NEGATIVE\"")]
    [InlineData("enumValue", "1.0", "\"COLOR_RED\"")]
    [InlineData("enumValue", "77", "77")]
    [InlineData("nullValue", "null", "null")]
    [InlineData("nullValue", "\"NULL_VALUE\"", "null")]
    [InlineData("choiceNull", "null", "null")]
    [InlineData("optionalInt32", "0", "0")]
    [InlineData("optionalString", "\"\"", "\"\"")]
    [InlineData("optionalEnum", "0", "\"COLOR_UNSPECIFIED\"")]
    [InlineData("optionalBytes", "\"\"", "\"\"")]
    [InlineData("choiceInt32", "0", "0")]
    [InlineData("choiceBool", "false", "false")]
    [InlineData("int32s", "[1,\"2\",3e0]", "[1,2,3]")]
    [InlineData("unpacked", "[1,2]", "[1,2]")]
    [InlineData("enums", "[\"COLOR_RED\",0,5]", "[\"COLOR_RED\",\"COLOR_UNSPECIFIED\",5]")]
    [InlineData("doubles", "[1,\"NaN\"]", "[1,\"NaN\"]")]
    [InlineData("int32ByInt32", "{\"1\":2,\"-3\":4}", "{\"1\":2,\"-3\":4}")]
    [InlineData("int64ByInt64", "{\"9007199254740993\":9007199254740993}", "{\"9007199254740993\":\"9007199254740993\"}")]
    [InlineData("uint64ByUint64", "{\"18446744073709551615\":0}", "{\"18446744073709551615\":0}")]
    [InlineData("boolByBool", "{\"true\":false,\"false\":true}", "{\"true\":false,\"false\":true}")]
    [InlineData("stringsByString", "{\"\":\"\",\"a\\nb\":\"c\"}", "{\"\":\"\",\"a\\nb\":\"c\"}")]
    [InlineData("valueByString", "{\"a\":null}", "{\"a\":null}")]
    [InlineData("timestamp", "\"2026-01-31T12:00:00Z\"", "\"2026-01-31T12:00:00Z\"")]
    [InlineData("timestamp", "\"2026-01-31T12:00:00.1Z\"", "\"2026-01-31T12:00:00.100Z\"")]
    [InlineData("timestamp", "\"2026-01-31T12:00:00.000001Z\"", "\"2026-01-31T12:00:00.000001Z\"")]
    [InlineData("timestamp", "\"2026-01-31T12:00:00.123456789+02:30\"", "\"2026-01-31T09:30:00.123456789Z\"")]
    [InlineData("timestamp", "\"0001-01-01T00:00:00Z\"", "\"0001-01-01T00:00:00Z\"")]
    [InlineData("timestamp", "\"1969-12-31T23:59:59.5Z\"", "\"1969-12-31T23:59:59.500Z\"")]
    [InlineData("timestamp", "\"9999-12-31T23:59:59.999999999Z\"", "\"9999-12-31T23:59:59.999999999Z\"")]
    [InlineData("duration", "\"3.5s\"", "\"3.500s\"")]
    [InlineData("duration", "\"-0.5s\"", "\"-0.500s\"")]
    [InlineData("duration", "\"0s\"", "\"0s\"")]
    [InlineData("duration", "\"-315576000000s\"", "\"-315576000000s\"")]
    [InlineData("fieldMask", "\"\"", "\"\"")]
    [InlineData("fieldMask", "\"a.fooBar,b_c\"", "\"a.fooBar,bC\"")]
    [InlineData("struct", "{\"a\":{\"b\":[1,null]}}", "{\"a\":{\"b\":[1,null]}}")]
    [InlineData("value", "null", "null")]
    [InlineData("value", "[]", "[]")]
    [InlineData("value", "{}", "{}")]
    [InlineData("value", "\"x\"", "\"x\"")]
    [InlineData("value", "1e400", null)]
    [InlineData("listValue", "[1,\"a\",{},[]]", "[1,\"a\",{},[]]")]
    [InlineData("empty", "{}", "{}")]
    [InlineData("empty", "{\"x\":1}", "{}")]
    [InlineData("int32Wrapper", "0", "0")]
    [InlineData("int64Wrapper", "\"9007199254740993\"", "\"9007199254740993\"")]
    [InlineData("boolWrapper", "false", "false")]
    [InlineData("stringWrapper", "\"\"", "\"\"")]
    [InlineData("bytesWrapper", "\"-_8\"", "\"+/8=\"")]
    [InlineData("doubleWrapper", "\"NaN\"", "\"NaN\"")]
    [InlineData("any", "{}", "{}")]
    [InlineData("any", "{\"@type\":\"x/google.protobuf.Timestamp\",\"value\":\"2026-01-31T12:00:00Z\"}", "{\"@type\":\"x/google.protobuf.Timestamp\",\"value\":\"2026-01-31T12:00:00Z\"}")]
    [InlineData("any", "{\"quantity\":3,\"@type\":\"x/transcoding.v1.Part\",\"product_id\":\"a\"}", "{\"@type\":\"x/transcoding.v1.Part\",\"productId\":\"a\",\"quantity\":3}")]
    [InlineData("any", "{\"@type\":\"x/google.protobuf.Any\",\"value\":{\"@type\":\"x/google.protobuf.Int32Value\",\"value\":5}}", "{\"@type\":\"x/google.protobuf.Any\",\"value\":{\"@type\":\"x/google.protobuf.Int32Value\",\"value\":5}}")]
    [InlineData("@other name", "5", "5")]
    [InlineData("fieldname1", "\"a\"", "\"a\"")]
    [InlineData("fieldName2", "\"a\"", "\"a\"")]
    [InlineData("FieldName3", "\"a\"", "\"a\"")]
    [InlineData("fieldName4", "\"a\"", "\"a\"")]
    [InlineData("field0name5", "\"a\"", "\"a\"")]
    [InlineData("FIELDNAME6", "\"a\"", "\"a\"")]
    public void A_value_is_read_and_written(string field, string json, string? expected)
    {
        if (expected is null)
            Assert.Throws<FormatException>(() => JsonCodec.Read($"{{\"{field}\":{json}}}"));
        else
            Assert.Contains($"\"{field}\":{expected}", JsonCodec.Write(JsonCodec.Read($"{{\"{field}\":{json}}}")), StringComparison.Ordinal);
    }

    [Fact]
    public void Null_is_absent_for_every_field_but_the_null_and_any_value()
    {
        var nulls = string.Join(',', Everything.Descriptor.Fields.InDeclarationOrder()
            .Where(field => field.JsonName is not ("value" or "choiceNull"))
            .Select(field => $"\"{field.JsonName}\":null"));
        Assert.Equal(new Everything(), JsonCodec.Read($"{{{nulls}}}"));
        Assert.Equal(new Everything { Values = { Value.ForNull() } }, JsonCodec.Read("""{"values":[null]}"""));
    }

    [Fact]
    public void Unknown_fields_are_ignored_whatever_they_hold() =>
        Assert.Equal(
            new Everything { Int32Value = 1 },
            JsonCodec.Read("""{"x":{"y":[1,{"z":null}]},"":"","\ud800":1,"Int32Value":5,"int32Value":1,"w":1e999}"""));

    [Fact]
    public void Defaults_are_written_and_what_is_not_set_is_not()
    {
        var written = (JsonObject)JsonNode.Parse(JsonCodec.Write(new Everything()))!;
        var expected = Everything.Descriptor.Fields.InFieldNumberOrder().Where(field => field.IsRepeated || !field.HasPresence);
        Assert.Equal(expected.Select(field => field.JsonName), written.Select(property => property.Key));
        Assert.Equal(("0", "[]", "{}", "\"\""), (Of("int64Value"), Of("messages"), Of("messageByString"), Of("bytesValue")));

        string Of(string name) => written[name]!.ToJsonString();
    }

    [Fact]
    public void What_a_message_does_not_know_is_not_written()
    {
        var bytes = new Everything { Int32Value = 5, Renamed = 1 }.ToByteArray().Concat(Convert.FromHexString("C03E01" + "CA3E0161" + "D13E0000000000000000")).ToArray();
        Assert.Equal(JsonCodec.Write(new Everything { Int32Value = 5, Renamed = 1 }), JsonCodec.Write(Everything.Parser.ParseFrom(bytes)));
    }
}
