using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Grpc.Tests.Surface;

/// <summary>The sections "What is left out, and why": each point names, before its colon, what is left out.</summary>
internal static partial class ReadmeOfLeftOut
{
    private static readonly string[] Readmes =
        ["TinyEclipse.Grpc/README.md", "TinyEclipse.Grpc.AspNetCore/README.md", "TinyEclipse.Grpc.AspNetCore/JsonTranscoding/README.md"];

    public static IEnumerable<string> Names() =>
        from readme in Readmes
        from point in Section().Match(File.ReadAllText(Path.Combine(Sources(), readme))).Value.Split("\n- ").Skip(1)
        from Match name in Name().Matches(point.Split(": ")[0])
        select name.Groups[1].Value;

    [GeneratedRegex(@"(?<=## What is left out, and why\n).*?(?=\n## )", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Section();

    [GeneratedRegex("`([^`]+)`", RegexOptions.None, 1000)]
    private static partial Regex Name();

    private static string Sources([CallerFilePath] string file = "") => Path.GetFullPath("../../../src", Path.GetDirectoryName(file)!);
}
