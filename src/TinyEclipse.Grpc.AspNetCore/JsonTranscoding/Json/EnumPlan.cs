using System.Text;
using System.Text.Json;
using Google.Protobuf.Reflection;

namespace Microsoft.AspNetCore.Grpc.JsonTranscoding.Json;

/// <summary>The names and numbers of an enum.</summary>
internal sealed class EnumPlan
{
    private const int MostNamesToList = 12;

    private readonly Dictionary<int, JsonEncodedText> _names = [];
    private readonly Dictionary<byte[], int>.AlternateLookup<ReadOnlySpan<byte>> _numbers;

    public EnumPlan(EnumDescriptor descriptor)
    {
        var numbers = new Dictionary<byte[], int>(Utf8NameComparer.Instance);
        foreach (var value in descriptor.Values)
        {
            // Of several names for one number the first is written, all are read.
            _names.TryAdd(value.Number, JsonEncodedText.Encode(value.Name));
            numbers.TryAdd(Encoding.UTF8.GetBytes(value.Name), value.Number);
        }

        _numbers = numbers.GetAlternateLookup<ReadOnlySpan<byte>>();
        IsNull = string.Equals(descriptor.FullName, "google.protobuf.NullValue", StringComparison.Ordinal);
        Expectation = descriptor.Values.Count <= MostNamesToList
            ? $"must be one of {string.Join(", ", descriptor.Values.Select(value => value.Name))}"
            : $"must be a name such as {descriptor.Values[0].Name}";
    }

    /// <summary>NullValue, whose only value JSON writes as null.</summary>
    public bool IsNull { get; }

    /// <summary>What to tell somebody who gave another name.</summary>
    public string Expectation { get; }

    public bool TryGetName(int number, out JsonEncodedText name) => _names.TryGetValue(number, out name);

    public bool TryGetNumber(ReadOnlySpan<byte> name, out int number) => _numbers.TryGetValue(name, out number);
}
