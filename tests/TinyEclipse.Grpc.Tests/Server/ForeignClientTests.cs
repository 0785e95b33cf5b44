using System.Diagnostics;
using System.Runtime.CompilerServices;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Tests.Interop;

namespace Grpc.Tests.Server;

/// <summary>The server with a client it shares no code with; foreign_client.py says what it does. Skipped where grpcio is not installed.</summary>
public sealed class ForeignClientTests(ForeignClient client) : IClassFixture<ForeignClient>
{
    [Theory]
    [InlineData("unary")]
    [InlineData("server_stream")]
    [InlineData("client_stream")]
    [InlineData("duplex_stream")]
    [InlineData("failure_with_details")]
    [InlineData("failure_of_a_stream")]
    [InlineData("unimplemented")]
    [InlineData("deadline")]
    [InlineData("cancellation")]
    [InlineData("gzip_both_ways")]
    [InlineData("too_large")]
    [InlineData("large")]
    [InlineData("many_at_once")]
    public void A_client_of_others_is_served(string name)
    {
        Assert.SkipWhen(client.Results is null, "Python's grpcio is not installed.");

        Assert.Equal(name, client.Results.Single(result => result.Split(' ')[0] == name));
    }
}

public sealed class ForeignClient : IAsyncLifetime
{
    private const string Python = "/usr/bin/python3";

    /// <summary>A line for each case; null where the client cannot run.</summary>
    public IReadOnlyList<string>? Results { get; private set; }

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Python) || (await RunAsync("-c", "import grpc, google.protobuf\nprint('there')")).Count == 0)
            return;

        await using var server = await InteropServer.StartAsync(options => options.ResponseCompressionAlgorithm = "gzip");
        var image = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(image, Descriptors().ToByteArray());
            Results = await RunAsync(Path.Combine(SourceFolder(), "foreign_client.py"), server.Http2Address.Authority, image);
        }
        finally
        {
            File.Delete(image);
        }
    }

    public ValueTask DisposeAsync() => default;

    // Every file after those it imports.
    private static FileDescriptorSet Descriptors()
    {
        var files = new FileDescriptorSet();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        Add(InteropReflection.Descriptor);
        return files;

        void Add(FileDescriptor file)
        {
            if (!seen.Add(file.Name))
                return;
            foreach (var import in file.Dependencies)
                Add(import);
            files.File.Add(file.ToProto());
        }
    }

    private static async Task<IReadOnlyList<string>> RunAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Python, arguments) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static string SourceFolder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
