using System.Diagnostics;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Tests.Transcoding.V1;

namespace Grpc.Tests.Transcoding;

public sealed class JsonPropertyTests
{
    private static readonly JsonParser Parser = new(JsonParser.Settings.Default.WithTypeRegistry(JsonCodec.Types));
    private static readonly JsonFormatter Formatter = new(JsonFormatter.Settings.Default.WithTypeRegistry(JsonCodec.Types));

    [Fact]
    public void A_message_goes_through_json_and_back_unchanged() =>
        ForAnyMessage(message => message.Equals(JsonCodec.Read(JsonCodec.Write(message))));

    [Fact]
    public void Googles_own_reader_understands_what_is_written() =>
        ForAnyMessage(message => message.Equals(Parser.Parse<Everything>(JsonCodec.Write(message))));

    [Fact]
    public void What_googles_own_writer_writes_is_understood() =>
        ForAnyMessage(message => message.Equals(JsonCodec.Read(Formatter.Format(message))));

    [Fact]
    public void Mutated_json_is_read_or_refused_but_never_breaks_anything() =>
        Prop.ForAll(ArbMap.Default.ArbFor<(int Seed, int Position, byte Replacement, byte Length)>(), mutation =>
        {
            var json = Encoding.UTF8.GetBytes(JsonCodec.Write(new RandomMessages(mutation.Seed).Next()));
            var start = (int)((uint)mutation.Position * 7919L % json.Length);
            var mutated = json[..start].Append(mutation.Replacement).Concat(json[Math.Min(json.Length, start + mutation.Length % 8)..]).ToArray();
            return IsReadOrRefused(mutated);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void Random_text_is_read_or_refused_but_never_breaks_anything() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string>(), text =>
            IsReadOrRefused(Encoding.UTF8.GetBytes(text ?? ""))
            && IsReadOrRefused(Encoding.UTF8.GetBytes($"{{\"stringValue\":\"{text}\",\"{text}\":[{text}]}}")))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Fact]
    public void Random_bytes_are_read_or_refused_but_never_break_anything() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes => IsReadOrRefused(bytes ?? []))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Theory]
    [InlineData("{\"any\":", "{\"value\":{},\"@type\":\"x/google.protobuf.Any\",\"value\":", "{}")]
    [InlineData("{\"messages\":[", "{},", "{}]")]
    [InlineData("{", "\"messageValue\":{},", "\"x\":1}")]
    [InlineData("{\"structs\":[{", "\"a\":[0],", "\"b\":1}]")]
    [InlineData("{\"int32Value\":1", "0", "")]
    [InlineData("{\"stringValue\":\"", "\\u0061", "\"}")]
    public void Large_json_takes_no_more_than_its_share_of_time(string start, string repeated, string end)
    {
        var json = new StringBuilder(start);
        while (json.Length < 4_000_000)
            json.Append(repeated);
        var bytes = Encoding.UTF8.GetBytes(json.Append(end).ToString());

        var clock = Stopwatch.StartNew();
        Assert.True(IsReadOrRefused(bytes));
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 10);
    }

    [Fact]
    public void Anys_within_anys_take_no_more_than_their_share_of_time()
    {
        var json = $"{{\"value\":{{\"a\":\"{new string('x', 4_000_000)}\"}},\"@type\":\"x/google.protobuf.Struct\"}}";
        for (var depth = 0; depth < 6; depth++)
            json = $"{{\"value\":{json},\"@type\":\"x/google.protobuf.Any\"}}";
        var bytes = Encoding.UTF8.GetBytes($"{{\"any\":{json}}}");

        var clock = Stopwatch.StartNew();
        Assert.True(IsReadOrRefused(bytes));
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 10);
    }

    private static void ForAnyMessage(Func<Everything, bool> holds) =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed => holds(new RandomMessages(seed).Next()))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(400));

    private static bool IsReadOrRefused(byte[] json)
    {
        try
        {
            // What is read can be written, and read again.
            var message = JsonCodec.Read(json);
            return message.Equals(JsonCodec.Read(JsonCodec.Write(message)));
        }
        catch (Exception refusal) when (refusal is RpcException { StatusCode: StatusCode.InvalidArgument } or FormatException)
        {
            return true;
        }
    }
}
