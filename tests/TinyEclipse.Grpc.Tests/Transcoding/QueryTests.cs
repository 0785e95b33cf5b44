namespace Grpc.Tests.Transcoding;

public sealed class QueryTests(TranscodingServer server) : IClassFixture<TranscodingServer>
{
    [Theory]
    [InlineData("stringValue=a+b%26c", "stringValue", "\"a b&c\"")]
    [InlineData("string_value=caf%C3%A9", "stringValue", "\"café\"")]
    [InlineData("string_value=", "stringValue", "\"\"")]
    [InlineData("string_value", "stringValue", "\"\"")]
    [InlineData("optional_string=", "optionalString", "\"\"")]
    [InlineData("int32Value=-5", "int32Value", "-5")]
    [InlineData("uint64Value=18446744073709551615", "uint64Value", "\"18446744073709551615\"")]
    [InlineData("boolValue=true", "boolValue", "true")]
    [InlineData("doubleValue=1e3", "doubleValue", "1000")]
    [InlineData("doubleValue=-Infinity", "doubleValue", "\"-Infinity\"")]
    [InlineData("bytesValue=-_8", "bytesValue", "\"+/8=\"")]
    [InlineData("enumValue=COLOR_RED", "enumValue", "\"COLOR_RED\"")]
    [InlineData("enumValue=1", "enumValue", "\"COLOR_RED\"")]
    [InlineData("enumValue=7", "enumValue", "7")]
    [InlineData("enums=COLOR_RED&enums=0&enums=-1", "enums", """["COLOR_RED","COLOR_UNSPECIFIED","COLOR_NEGATIVE"]""")]
    [InlineData("int32s=1&stringValue=x&int32s=2", "int32s", "[1,2]")]
    [InlineData("strings=a&strings=", "strings", """["a",""]""")]
    [InlineData("timestamp=2026-01-31T12:00:00.5%2B01:00", "timestamp", "\"2026-01-31T11:00:00.500Z\"")]
    [InlineData("timestamps=2026-01-31T12:00:00Z&timestamps=2026-02-01T12:00:00Z", "timestamps", """["2026-01-31T12:00:00Z","2026-02-01T12:00:00Z"]""")]
    [InlineData("duration=1.5s", "duration", "\"1.500s\"")]
    [InlineData("fieldMask=a.bC,d", "fieldMask", "\"a.bC,d\"")]
    [InlineData("int64Wrapper=5", "int64Wrapper", "5")]
    [InlineData("string_wrappers=a&string_wrappers=b", "stringWrappers", """["a","b"]""")]
    [InlineData("choice_string=x", "choiceString", "\"x\"")]
    [InlineData("%40other%20name=5", "@other name", "5")]
    [InlineData("renamed=5", "@other name", "5")]
    [InlineData("unknown=1&message_value.unknown=2&string_value.x=3", "stringValue", "\"\"")]
    [InlineData("STRINGVALUE=x", "stringValue", "\"\"")]
    [InlineData("&&=&=x&", "stringValue", "\"\"")]
    [InlineData("string_value=%ED%A0%80", "stringValue", "\"%ED%A0%80\"")] // not UTF-8, so not decoded
    public async Task A_parameter_gives_a_field(string query, string field, string expected) =>
        Assert.Equal(expected, (await server.SendAsync($"GET /everything?{query}")).Expect(200)[field]);

    [Fact]
    public async Task A_dotted_name_gives_a_field_of_a_message()
    {
        var answer = await server.SendAsync("GET /everything?message_value.int32_value=1&messageValue.messageValue.stringValue=x&messageValue.int32s=4");
        var inner = answer.Expect(200).Json["messageValue"]!;
        Assert.Equal(("1", "[4]", "\"x\""), (inner["int32Value"]!.ToJsonString(), inner["int32s"]!.ToJsonString(), inner["messageValue"]!["stringValue"]!.ToJsonString()));
    }

    [Theory]
    [InlineData("int32Value=", "int32_value: must be a whole number")]
    [InlineData("int32Value=1&int32_value=2", "int32_value: must be given once")]
    [InlineData("messageValue.int32Value=1&messageValue.int32_value=2", "message_value.int32_value: must be given once")]
    [InlineData("choiceInt32=1&choiceString=2", "choice_string: cannot be given together with another field of the same choice")]
    [InlineData("boolValue=yes", "bool_value: must be true or false")]
    [InlineData("enumValue=COLOR_BLUE", "enum_value: must be one of COLOR_UNSPECIFIED, COLOR_RED, COLOR_ROUGE, COLOR_NEGATIVE")]
    [InlineData("messageValue=x", "message_value: cannot be given in the address; only its fields can")]
    [InlineData("messageValue.timestamp=x", "message_value.timestamp: must be a time such as 2026-01-31T12:00:00Z")]
    [InlineData("messages.int32Value=1", "messages: cannot be given in the address")]
    [InlineData("stringsByString=1", "strings_by_string: cannot be given in the address")]
    [InlineData("struct=1", "struct: cannot be given in the address; only its fields can")]
    [InlineData("int32s=1&int32s=x", "int32s: must be a whole number")]
    public async Task A_wrong_parameter_is_named(string query, string violation) =>
        Assert.Equal([violation], (await server.SendAsync($"GET /everything?{query}")).Expect(400).Violations);

    [Fact]
    public async Task A_name_of_many_parts_is_harmless() =>
        (await server.SendAsync($"GET /everything?{string.Concat(Enumerable.Repeat("messageValue.", 500))}int32Value=1")).Expect(200);
}
