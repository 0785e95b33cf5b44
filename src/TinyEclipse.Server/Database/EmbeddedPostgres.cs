using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace TinyEclipse.Server.Database;

/// <summary>
/// A PostgreSQL of the server's own, reached through a socket in its data folder and nothing else. It outlives a crash of the server: the next start takes it over.
/// </summary>
public sealed class EmbeddedPostgres : IAsyncDisposable
{
    private const string Port = "5432"; // names the socket file only
    private const int LongestSocketPath = 107; // of sockaddr_un
    private const string SpecialToShell = "\"$`\\\n"; // pg_ctl starts PostgreSQL by a shell, with the paths in double quotes
    private const int MostConnections = 400; // room for several servers with their pools

    private readonly string _binaries;
    private readonly int _major;
    private readonly string _folder;
    private readonly string _sockets;
    private readonly FileStream _lock;

    private EmbeddedPostgres((string Folder, int Major) binaries, string dataFolder, FileStream held)
    {
        (_binaries, _major) = binaries;
        _folder = Path.Combine(dataFolder, "postgres");
        _sockets = SocketFolder(dataFolder);
        _lock = held;
    }

    public string ConnectionString => new NpgsqlConnectionStringBuilder
    {
        Host = _sockets,
        Port = int.Parse(Port, CultureInfo.InvariantCulture),
        Database = "tinyeclipse",
        Username = "tinyeclipse",
        Password = File.ReadAllText(PasswordFile),
    }.ConnectionString;

    private string PasswordFile => Path.Combine(_folder, "password");

    private string Cluster => Path.Combine(_folder, "cluster");

    /// <exception cref="InvalidOperationException">Another server uses the folder, or PostgreSQL does not start.</exception>
    public static async Task<EmbeddedPostgres> StartAsync(string dataFolder, string binaries, CancellationToken cancellationToken)
    {
        if (dataFolder.AsSpan().IndexOfAny(SpecialToShell) >= 0)
            throw new InvalidOperationException($"PostgreSQL's pg_ctl cannot work in {dataFolder}. Give --data a folder whose path has none of \" $ ` \\.");

        Directory.CreateDirectory(dataFolder);
        var postgres = new EmbeddedPostgres(PostgresBinaries.Find(binaries), dataFolder, Lock(dataFolder));
        try
        {
            await postgres.StartAsync(cancellationToken);
            return postgres;
        }
        catch
        {
            await postgres._lock.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await RunAsync("pg_ctl", ["stop", "-D", Cluster, "-m", "fast", "-w", "-s"], CancellationToken.None);
        await _lock.DisposeAsync();
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(Path.Combine(Cluster, "PG_VERSION")))
            await CreateAsync(cancellationToken);
        if (await AnswersAsync(cancellationToken))
            return; // left behind by a server that was killed

        MakeFolder(_sockets);
        var log = Path.Combine(_folder, "postgres.log");
        await RunAsync(
            "pg_ctl",
            ["start", "-D", Cluster, "-w", "-s", "-t", "60", "-l", log, "-o", $"-c listen_addresses='' -c unix_socket_directories='{_sockets}' -c port={Port} -c max_connections={MostConnections}"],
            cancellationToken);
    }

    /// <summary>Asked at the socket: the process that a stale postmaster.pid names may be anybody's by now.</summary>
    private async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(Path.Combine(Cluster, "postmaster.pid")))
            return false;
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(ConnectionString) { Database = "template1", Pooling = false, Timeout = 5 }.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private async Task CreateAsync(CancellationToken cancellationToken)
    {
        // What a broken-off start left is not a cluster yet and holds nothing.
        var draft = Cluster + ".new";
        if (Directory.Exists(draft))
            Directory.Delete(draft, recursive: true);
        MakeFolder(_folder);
        if (AsAnotherUser.Value is [var program, .. var arguments] && Execute(program, [.. arguments, "test", "-w", _folder]) != 0)
            throw new InvalidOperationException($"PostgreSQL runs as the user nobody, who cannot enter {_folder}. Give --data a folder that others may enter.");

        await File.WriteAllTextAsync(PasswordFile, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24)), cancellationToken);
        Give(PasswordFile, "600");

        string[] locale = _major >= 17 ? ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] : [];
        await RunAsync(
            "initdb",
            ["-D", draft, "-U", "tinyeclipse", "--locale=C", "--encoding=UTF8", "-A", "scram-sha-256", $"--pwfile={PasswordFile}", .. locale],
            cancellationToken);
        Directory.Move(draft, Cluster);
    }

    /// <summary>Held until the process ends, however it ends: two servers must not stop each other's database.</summary>
    private static FileStream Lock(string dataFolder)
    {
        try
        {
            return new FileStream(Path.Combine(dataFolder, "server.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException failure)
        {
            throw new InvalidOperationException(
                $"Another server uses the data folder {dataFolder}. Stop it, or give this one its own with --data.", failure);
        }
    }

    private static string SocketFolder(string dataFolder)
    {
        var folder = Path.Combine(dataFolder, "postgres", "socket");
        var fits = Encoding.UTF8.GetByteCount(Path.Combine(folder, ".s.PGSQL." + Port)) <= LongestSocketPath;
        if (fits && folder.AsSpan().IndexOfAny("',") < 0) // the one ends the option's value, the other separates folders in it
            return folder;

        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(dataFolder)))[..16];
        return Path.Combine(Path.GetTempPath(), "tinyeclipse-" + name);
    }

    private static void MakeFolder(string folder)
    {
        Directory.CreateDirectory(folder);
        Give(folder, "700");
    }

    private static void Give(string path, string mode)
    {
        if (Environment.IsPrivilegedProcess)
            Execute("chown", ["nobody:nogroup", path]);
        Execute("chmod", [mode, path]);
    }

    private static int Execute(string program, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode;
    }

    private async Task RunAsync(string program, string[] arguments, CancellationToken cancellationToken)
    {
        var (exitCode, output) = await TryRunAsync(program, arguments, cancellationToken);
        if (exitCode != 0)
            throw new InvalidOperationException($"{program} of the embedded PostgreSQL failed: {output.Trim()} (see {Path.Combine(_folder, "postgres.log")})");
    }

    private async Task<(int ExitCode, string Output)> TryRunAsync(string program, string[] arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false, WorkingDirectory = "/" };
        foreach (var argument in (string[])[.. OutOfReach, .. AsAnotherUser.Value, Path.Combine(_binaries, program), .. arguments])
        {
            if (start.FileName.Length == 0)
                start.FileName = argument;
            else
                start.ArgumentList.Add(argument);
        }
        // A locale that this machine lacks would end initdb.
        start.Environment.Remove("LANG");
        start.Environment.Remove("LC_ALL");

        using var process = Process.Start(start)!;
        // The started server inherits the pipes and keeps them open, so their end must not be waited for.
        var error = new StringBuilder();
        process.ErrorDataReceived += (_, line) => error.AppendLine(line.Data);
        process.OutputDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        while (!process.HasExited)
            await Task.Delay(5, cancellationToken);
        return (process.ExitCode, error.ToString());
    }

    /// <summary>Ctrl-C is sent to all that a terminal runs: a program broken off halfway leaves a PostgreSQL that nobody stops, so they run to their end, and then it is stopped.</summary>
    private static string[] OutOfReach => OperatingSystem.IsLinux() ? ["setsid"] : [];

    /// <summary>PostgreSQL refuses root. The user it gets instead may, where the machine allows it, still walk through folders only root can enter, such as /root.</summary>
    private static readonly Lazy<string[]> AsAnotherUser = new(() =>
    {
        if (!Environment.IsPrivilegedProcess)
            return [];
        string[] nobody = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"];
        string[] withSearch = [.. nobody, "--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"];
        return [.. Execute(withSearch[0], [.. withSearch[1..], "true"]) == 0 ? withSearch : nobody, "--"];
    });
}
