using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Tests.Transcoding.V1;

namespace Grpc.Tests.Transcoding;

/// <summary>The JSON against an implementation it shares no code with. Needs Python's protobuf, and is skipped where that is not installed.</summary>
public sealed class ForeignJsonTests
{
    private const string Python = "/usr/bin/python3";
    private const int MessageCount = 150;

    [Fact]
    public async Task Python_writes_and_reads_the_same()
    {
        Assert.SkipUnless(File.Exists(Python), "Python is not installed.");
        using var python = Process.Start(new ProcessStartInfo(Python, [Path.Combine(SourceFolder(), "foreign_json.py")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            StandardOutputEncoding = Encoding.UTF8,
            UseShellExecute = false,
        })!;
        await python.StandardInput.WriteLineAsync(Convert.ToBase64String(DescriptorsOf(Everything.Descriptor.File).ToByteArray()));
        await python.StandardInput.WriteLineAsync(Everything.Descriptor.FullName);

        for (var seed = 0; seed < MessageCount; seed++)
        {
            var message = new RandomMessages(seed).Next();
            var json = JsonCodec.Write(message);
            await python.StandardInput.WriteLineAsync($"{Convert.ToHexString(message.ToByteArray())}\t{json}");
            var answer = await python.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
            Assert.SkipWhen(answer is null && seed == 0, "Python's protobuf is not installed.");

            Assert.True(answer?.StartsWith('{') == true, $"{answer}\n{json}");
            // The bytes in an Any may differ by the order of a map, so it is their JSON that must be the same.
            Assert.True(JsonNode.DeepEquals(JsonNode.Parse(json), JsonNode.Parse(JsonCodec.Write(JsonCodec.Read(answer)))), $"{answer}\n{json}");
        }

        python.StandardInput.Close();
        await python.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    // Every file after those it needs.
    private static FileDescriptorSet DescriptorsOf(FileDescriptor file)
    {
        var files = new Dictionary<string, FileDescriptorProto>(StringComparer.Ordinal);
        Add(file);
        return new FileDescriptorSet { File = { files.Values } };

        void Add(FileDescriptor added)
        {
            foreach (var dependency in added.Dependencies)
                Add(dependency);
            files.TryAdd(added.Name, FileDescriptorProto.Parser.ParseFrom(added.SerializedData));
        }
    }

    private static string SourceFolder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
