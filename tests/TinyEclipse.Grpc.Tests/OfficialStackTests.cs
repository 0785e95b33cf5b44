using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Grpc.Tests;

/// <summary>`-p:GrpcStack=official` cannot be compiled where the packages cannot be restored; that it asks for them can be seen anywhere.</summary>
public sealed class OfficialStackTests
{
    private static readonly string[] ClientPackages = ["Grpc.Core.Api", "Grpc.Net.Client", "Grpc.Net.Client.Web", "Grpc.Net.ClientFactory", "Grpc.StatusProto"];

    private static readonly string[] ServerPackages =
        ["Grpc.AspNetCore", "Grpc.AspNetCore.HealthChecks", "Grpc.AspNetCore.Server.Reflection", "Grpc.AspNetCore.Web", "Microsoft.AspNetCore.Grpc.JsonTranscoding"];

    [Theory]
    [InlineData("src/TinyEclipse.Contracts", false)]
    [InlineData("src/TinyEclipse.Server", true)]
    [InlineData("clients/TinyEclipse.Client", false)]
    [InlineData("clients/TinyEclipse.Cli", false)]
    [InlineData("tests/TinyEclipse.Grpc.Interop", true)]
    public async Task The_official_packages_take_the_place_of_the_stand_ins(string project, bool serves)
    {
        using var evaluation = await EvaluateAsync(project);
        var items = evaluation.RootElement.GetProperty("Items");
        var references = Names(items, "ProjectReference").Select(Path.GetFileNameWithoutExtension);
        var packages = Names(items, "PackageReference").Where(name => name.Contains("Grpc", StringComparison.Ordinal) && name != "Grpc.Tools");

        Assert.DoesNotContain(references, name => name is "TinyEclipse.Grpc" or "TinyEclipse.Grpc.AspNetCore");
        Assert.Equal((serves ? ClientPackages.Concat(ServerPackages) : ClientPackages).Order(StringComparer.Ordinal), packages.Order(StringComparer.Ordinal));
        Assert.Empty(Names(items, "PackageReference").Except(Names(items, "PackageVersion")));
        // Those we pin are older than the ones that the official packages bring along.
        Assert.DoesNotContain(Names(items, "PackageReference"), name => name.StartsWith("Google.", StringComparison.Ordinal));
        // NuGet writes a lock file that is there anew, whether it was asked for one or not: it must not find those of the stand-ins.
        var properties = evaluation.RootElement.GetProperty("Properties");
        Assert.Equal(("", "obj/official.lock.json"), (properties.GetProperty("RestorePackagesWithLockFile").GetString(), properties.GetProperty("NuGetLockFilePath").GetString()));
        // The code names it as a type of ours, with either stack.
        if (project.EndsWith("Contracts", StringComparison.Ordinal))
            Assert.Contains(Names(items, "Protobuf"), file => file.EndsWith("error_info.proto", StringComparison.Ordinal));
    }

    private static IEnumerable<string> Names(JsonElement items, string kind) =>
        items.GetProperty(kind).EnumerateArray().Select(item => item.GetProperty("Identity").GetString()!);

    private static async Task<JsonDocument> EvaluateAsync(string project)
    {
        var file = Path.Combine(Root(), project, Path.GetFileName(project) + ".csproj");
        string[] arguments =
        [
            "msbuild", file, "-p:GrpcStack=official", "-getItem:PackageReference", "-getItem:PackageVersion", "-getItem:ProjectReference", "-getItem:Protobuf",
            "-getProperty:RestorePackagesWithLockFile", "-getProperty:NuGetLockFilePath",
        ];
        using var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return JsonDocument.Parse(output);
    }

    private static string Root([CallerFilePath] string file = "") => Path.GetFullPath("../..", Path.GetDirectoryName(file)!);
}
