using System.Text;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace TinyEclipse.Server.Features.Journey;

/// <summary>The details of an entry, which the sender chooses.</summary>
public static class JourneyData
{
    private const int MostBytes = 8 * 1024;

    public static bool CanBeKept(Struct data) => IsWhole(data) && Encoding.UTF8.GetByteCount(JsonFormatter.Default.Format(data)) <= MostBytes;

    private static bool IsWhole(Struct data) => data.Fields.Values.All(IsWhole);

    private static bool IsWhole(Value value) => value.KindCase switch
    {
        Value.KindOneofCase.None => false, // sent as binary, a value may be left out
        Value.KindOneofCase.StructValue => IsWhole(value.StructValue),
        Value.KindOneofCase.ListValue => value.ListValue.Values.All(IsWhole),
        _ => true,
    };
}
