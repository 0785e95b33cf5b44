using System.Runtime.CompilerServices;
using Grpc.AspNetCore.Server;
using Grpc.Core;

namespace Grpc.Tests.Surface;

/// <summary>
/// Services and clients are written against the official packages: what such code names, `*.txt` here lists. It is ours under the
/// same names, or the READMEs say by name that it is left out, and why. `Besides.txt` is what of theirs is here though it is seldom named.
/// </summary>
public sealed class OfficialSurfaceTests
{
    private const string ItsName = ""; // of a type, which is there though it may have no members

    private static readonly List<Type> Types = [.. new[] { typeof(CallInvoker), typeof(GrpcServiceOptions) }
        .SelectMany(known => known.Assembly.GetTypes())
        .Where(type => type.IsVisible || type.IsNestedFamORAssem)];

    private static readonly Dictionary<string, HashSet<string>> Ours = Types.ToDictionary(
        Signature.Of, type => Signature.MembersOf(type).ToHashSet(StringComparer.Ordinal), StringComparer.Ordinal);

    /// <summary>Ours alone, as the README of JSON transcoding says: names as the protos have them, which callers in Python or PHP are used to.</summary>
    private static readonly string[] Added =
    [
        "Microsoft.AspNetCore.Grpc.JsonTranscoding.GrpcJsonSettings get PreserveProtoFieldNames : bool",
        "Microsoft.AspNetCore.Grpc.JsonTranscoding.GrpcJsonSettings set PreserveProtoFieldNames : bool",
    ];

    private static readonly List<string> LeftOut = [.. ReadmeOfLeftOut.Names()];

    [Theory]
    [InlineData("Core")]
    [InlineData("Client")]
    [InlineData("Server")]
    public void What_the_official_packages_offer_is_here_or_left_out_by_name(string part)
    {
        var unexplained =
            from type in Listed(part)
            where !IsLeftOut(Signature.NameOf(type.Key))
            from member in type.Value.Prepend(ItsName)
            where !IsHere(type.Key, member) && !IsLeftOut(Signature.NameOf(type.Key, member))
            select $"{type.Key} {member}";

        Assert.Empty(unexplained);
    }

    [Fact]
    public void What_is_said_to_be_left_out_is_not_here()
    {
        var here = Ours.SelectMany(type => type.Value.Select(member => Signature.NameOf(type.Key, member)).Prepend(Signature.NameOf(type.Key)));

        Assert.NotEmpty(LeftOut);
        Assert.DoesNotContain(here, IsLeftOut);
    }

    [Fact]
    public void Nothing_is_public_that_the_official_packages_do_not_have()
    {
        var official = new[] { "Core", "Client", "Server", "Besides" }.SelectMany(Listed).ToLookup(type => type.Key, type => type.Value, StringComparer.Ordinal);
        var added =
            from type in Types.Where(type => !IsGenerated(type))
            let name = Signature.Of(type)
            let members = official[name].SelectMany(members => members).Append(ItsName).ToHashSet(StringComparer.Ordinal)
            from member in Signature.MembersOfItsOwn(type).Prepend(ItsName)
            where (!official.Contains(name) || !members.Contains(member)) && !Added.Contains($"{name} {member}")
            select $"{name} {member}";

        Assert.Empty(added);
    }

    // What Grpc.Tools makes of the protos of health and reflection is what it makes of them for the official packages.
    private static bool IsGenerated(Type type) => type.Namespace is "Grpc.Health.V1" or "Grpc.Reflection.V1" or "Grpc.Reflection.V1Alpha";

    private static bool IsHere(string type, string member) =>
        Ours.TryGetValue(type, out var members) && (member == ItsName || members.Contains(member));

    private static bool IsLeftOut(string name) => LeftOut.Exists(leftOut => $".{name}".EndsWith($".{leftOut}", StringComparison.Ordinal));

    // A type to a line, its members indented below it.
    private static Dictionary<string, List<string>> Listed(string part)
    {
        var types = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        var members = new List<string>();
        foreach (var line in File.ReadLines(Path.Combine(Folder(), $"{part}.txt")))
        {
            if (line.StartsWith(' '))
                members.Add(line.Trim());
            else
                types.Add(line, members = []);
        }

        return types;
    }

    private static string Folder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
