using System.Net.Http.Headers;
using System.Text;
using static Grpc.Tests.Transcoding.JsonRequests;

namespace Grpc.Tests.Transcoding;

/// <summary>JSON in other charsets than UTF-8: what the request says holds for the answer.</summary>
public sealed class CharsetTests(TranscodingServer server) : IClassFixture<TranscodingServer>
{
    [Theory]
    [InlineData("utf-16", "utf-16", false)]
    [InlineData("utf-16", "utf-16", true)]
    [InlineData("\"UTF-16\"", "utf-16", false)]
    [InlineData("utf-16be", "utf-16BE", false)]
    [InlineData("utf-16le", "utf-16", false)]
    [InlineData("utf-32", "utf-32", true)]
    [InlineData("utf-8", "utf-8", true)]
    [InlineData("utf8", "utf-8", false)]
    public async Task The_answer_is_in_the_charset_of_the_request(string charset, string encoding, bool hasByteOrderMark)
    {
        var text = Encoding.GetEncoding(encoding);
        byte[] body = [.. hasByteOrderMark ? text.GetPreamble() : [], .. text.GetBytes("""{"stringValue":"é😀"}""")];

        var answer = (await SendAsync(body, charset)).Expect(200);

        Assert.Equal(("é😀", $"application/json; charset={encoding.ToLowerInvariant()}"), ((string?)answer.Json["stringValue"], answer.ContentType));
    }

    [Fact]
    public async Task The_byte_order_mark_says_which_utf_16_it_is()
    {
        byte[] body = [.. Encoding.BigEndianUnicode.GetPreamble(), .. Encoding.BigEndianUnicode.GetBytes("""{"stringValue":"é"}""")];

        Assert.Equal("é", (string?)(await SendAsync(body, "utf-16")).Expect(200).Json["stringValue"]);
    }

    [Fact]
    public async Task A_charset_that_has_not_every_character_is_read_but_not_written()
    {
        var answer = (await SendAsync(Encoding.Latin1.GetBytes("""{"stringValue":"é"}"""), "iso-8859-1")).Expect(200);

        Assert.Equal(("é", "application/json; charset=utf-8"), ((string?)answer.Json["stringValue"], answer.ContentType));
    }

    [Fact]
    public async Task Errors_are_in_the_charset_too()
    {
        var answer = (await SendAsync(Encoding.Unicode.GetBytes("""{"int32Value":"é"}"""), "utf-16")).Expect(400);

        Assert.Equal(("3", "application/json; charset=utf-16"), (answer["code"], answer.ContentType));
    }

    [Fact]
    public async Task Lines_of_a_stream_are_in_the_charset_too_and_events_never()
    {
        foreach (var (accept, text, type) in new[]
        {
            ("*/*", "\"1\"\n{\"code\":10,\"message\":\"enough\",\"details\":[]}\n", "application/json; charset=utf-16"),
            ("text/event-stream", "data: \"1\"\n\nevent: error\ndata: {\"code\":10,\"message\":\"enough\",\"details\":[]}\n\n", "text/event-stream"),
        })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/count/1/names?name=enough") { Content = new ByteArrayContent([]), Headers = { { "accept", accept } } };
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse("application/json; charset=utf-16");

            var answer = (await server.SendAsync(request)).Expect(200);

            Assert.Equal((text, type), (answer.Text, answer.ContentType));
        }
    }

    [Theory]
    [InlineData("us-ascii", new byte[] { (byte)'"', 0xC3, 0xA9, (byte)'"' })] // é in UTF-8
    [InlineData("utf-16", new byte[] { (byte)'"', 0, 0x00, 0xD8, (byte)'"', 0 })] // half of a pair
    [InlineData("utf-16", new byte[] { 0xFE, 0xFF, 0, (byte)'"', 0xD8, 0x00, 0, (byte)'"' })]
    [InlineData("utf-16", new byte[] { (byte)'{', 0, (byte)'}', 0, (byte)' ' })] // half of a character
    [InlineData("utf-32", new byte[] { (byte)'"', 0, 0, 0, 0x00, 0x00, 0x11, 0x00 })] // beyond Unicode
    public async Task What_is_not_in_the_charset_is_refused(string charset, byte[] body)
    {
        var answer = (await SendAsync(body, charset)).Expect(400);

        Assert.Equal(("3", "The body is not in the charset that the content type says."), (answer["code"], (string?)answer.Json["message"]));
    }

    private async Task<JsonAnswer> SendAsync(byte[] body, string charset)
    {
        using var request = Post("/everything", body);
        request.Content!.Headers.ContentType = MediaTypeHeaderValue.Parse($"application/json; charset={charset}");
        return await server.SendAsync(request);
    }
}
