using System.Collections.Frozen;
using System.Reflection;

namespace TinyEclipse.Server.Features.People.Passwords;

/// <summary>What people choose first, from an embedded list of words; also twice, or with a year or a sign at its ends.</summary>
public static class CommonPasswords
{
    private static readonly FrozenSet<string> All = Read();

    /// <param name="folded">In lower case and without spaces.</param>
    public static bool Contains(string folded) => All.Contains(folded) || All.Contains(WithoutEnds(folded)) || IsRepeated(folded);

    // Who must make a common word longer puts a year before it, or a sign behind it.
    private static string WithoutEnds(string folded) => folded.Trim('!', '.', '?', '*', '#', '@', '$', '-', '_', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9');

    private static bool IsRepeated(string folded)
    {
        var half = folded[..(folded.Length / 2)];
        return folded == half + half && (All.Contains(half) || All.Contains(WithoutEnds(half)));
    }

    private static FrozenSet<string> Read()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(typeof(CommonPasswords).FullName + ".txt")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToFrozenSet(StringComparer.Ordinal);
    }
}
