using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using TinyEclipse.Server;
using TinyEclipse.Server.Tests;

namespace TinyEclipse.Cli.Tests.Demo;

/// <summary>A development server in a process of its own, on a database that outlives it.</summary>
internal sealed class ServerProcess(string connectionString, string folder) : IDisposable
{
    private readonly int _httpPort = FreePort();
    private readonly int _grpcPort = FreePort();
    private readonly HttpClient _http = new();
    private Process? _process;

    public async Task StartAsync()
    {
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList =
            {
                typeof(ServerApp).Assembly.Location,
                "--data", Path.Combine(folder, ".data"),
                "--http-port", _httpPort.ToString(CultureInfo.InvariantCulture),
                "--grpc-port", _grpcPort.ToString(CultureInfo.InvariantCulture),
            },
            Environment =
            {
                ["ConnectionStrings__Database"] = connectionString,
                ["DOTNET_ENVIRONMENT"] = "Development",
                ["ASPNETCORE_ENVIRONMENT"] = "Development",
                ["Logging__LogLevel__Default"] = "None",
            },
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        _process = Process.Start(start)!;
        _process.BeginOutputReadLine();
        await Eventually.HoldsAsync(IsReadyAsync, () => "the server did not start");
    }

    /// <summary>As kill -9 does: no time to say goodbye.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
    }

    public void Dispose()
    {
        if (_process is { HasExited: false })
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process?.Dispose();
        _http.Dispose();
    }

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            using var answer = await _http.GetAsync(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_httpPort}/readyz"));
            return answer.IsSuccessStatusCode && File.Exists(Path.Combine(folder, ".data", "dev.env"));
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
