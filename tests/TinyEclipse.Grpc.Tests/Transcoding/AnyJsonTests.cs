using Google.Protobuf.WellKnownTypes;
using Grpc.Tests.Transcoding.V1;

namespace Grpc.Tests.Transcoding;

public sealed class AnyJsonTests
{
    [Fact]
    public void What_a_type_can_is_found_out_once()
    {
        const string Json = """{"any":{"@type":"x/transcoding.v1.Everything"}}""";
        var message = new Everything { Any = Any.Pack(new Everything()) };
        JsonCodec.Read(Json);
        JsonCodec.Write(message);

        // The messages themselves take 20 kB and 9 kB; looking through the fields of the type, and of those they have, would take 10 kB more.
        Assert.InRange(Allocated(() => JsonCodec.Read(Json)), 1, 25_000);
        Assert.InRange(Allocated(() => JsonCodec.Write(message)), 1, 14_000);

        static long Allocated(Action act)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            act();
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Fact]
    public void An_any_holds_what_any_sender_would_have_put_there()
    {
        var read = JsonCodec.Read("""{"any":{"number":"7","@type":"type.googleapis.com/transcoding.v1.Thing","maker":{"town":"Ghent"}}}""");
        Assert.Equal(Any.Pack(new Thing { Number = 7, Maker = new Maker { HomeTown = "Ghent" } }), read.Any);
    }

    [Fact]
    public void Anys_within_anys_come_to_an_end()
    {
        Assert.NotNull(JsonCodec.Read($"{{\"any\":{Nest(8)}}}").Any);
        Assert.Contains("nested more than 8 times", Assert.Throws<FormatException>(() => JsonCodec.Read($"{{\"any\":{Nest(9)}}}")).Message, StringComparison.Ordinal);

        var message = new Everything();
        for (var depth = 0; depth < 2000; depth++)
            message.Any = Any.Pack(message.Any ?? new Any());
        Assert.Contains("google.protobuf.Any\",\"value\":\"", JsonCodec.Write(message), StringComparison.Ordinal); // the innermost as base64

        static string Nest(int depth) =>
            string.Concat(Enumerable.Repeat("{\"@type\":\"x/google.protobuf.Any\",\"value\":", depth - 1))
            + "{\"@type\":\"x/google.protobuf.Empty\"}" + new string('}', depth - 1);
    }
}
