using System.CommandLine;
using Google.Protobuf.WellKnownTypes;

namespace TinyEclipse.Cli.CommandLine;

/// <summary>The fields that an update names: those whose options were given, so that the rest stays as it is.</summary>
internal sealed class Changes(Run run)
{
    private readonly FieldMask _mask = new();

    public Changes Set(Option<string?> option, string field, Action<string> set)
    {
        if (run.Value(option) is not { } value)
            return this;
        set(value);
        _mask.Paths.Add(field);
        return this;
    }

    /// <exception cref="UsageException">No option was given.</exception>
    public FieldMask ToMask() => _mask.Paths.Count > 0 ? _mask : throw new UsageException(Words.NothingToChange);
}
