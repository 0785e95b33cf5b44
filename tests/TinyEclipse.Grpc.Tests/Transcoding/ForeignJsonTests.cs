using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Tests.Transcoding.V1;

namespace Grpc.Tests.Transcoding;

/// <summary>The JSON against implementations it shares no code with: Python's, and protobuf-es. Skipped where they are not installed.</summary>
public sealed class ForeignJsonTests
{
    private const string Python = "/usr/bin/python3";
    private const int MessageCount = 150;

    [Fact]
    public async Task Python_writes_and_reads_the_same()
    {
        Assert.SkipUnless(File.Exists(Python), "Python is not installed.");
        await WritesAndReadsTheSameAsync(Python, "foreign_json.py");
    }

    [Fact]
    public async Task Protobuf_es_writes_and_reads_the_same()
    {
        Assert.SkipUnless(Directory.Exists(Path.Combine(SourceFolder(), "../../interop/node_modules/@bufbuild/protobuf")), "protobuf-es is not installed.");
        await WritesAndReadsTheSameAsync("node", "foreign_json.mjs");
    }

    private static async Task WritesAndReadsTheSameAsync(string program, string script)
    {
        using var foreign = Process.Start(new ProcessStartInfo(program, [Path.Combine(SourceFolder(), script)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            StandardOutputEncoding = Encoding.UTF8,
            UseShellExecute = false,
        })!;
        await foreign.StandardInput.WriteLineAsync(Convert.ToBase64String(DescriptorsOf(Everything.Descriptor.File).ToByteArray()));
        await foreign.StandardInput.WriteLineAsync(Everything.Descriptor.FullName);

        for (var seed = 0; seed < MessageCount; seed++)
        {
            var message = new RandomMessages(seed).Next();
            var json = JsonCodec.Write(message);
            await foreign.StandardInput.WriteLineAsync($"{Convert.ToHexString(message.ToByteArray())}\t{json}");
            var answer = await foreign.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
            Assert.SkipWhen(answer is null && seed == 0, "Its protobuf is not installed.");

            Assert.True(answer?.StartsWith('{') == true, $"{answer}\n{json}");
            // The bytes in an Any may differ by the order of a map, so it is their JSON that must be the same.
            Assert.True(JsonNode.DeepEquals(JsonNode.Parse(json), JsonNode.Parse(JsonCodec.Write(JsonCodec.Read(answer)))), $"{answer}\n{json}");
        }

        foreign.StandardInput.Close();
        await foreign.WaitForExitAsync(TestContext.Current.CancellationToken);
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
            var proto = FileDescriptorProto.Parser.ParseFrom(added.SerializedData);
            foreach (var type in proto.MessageType)
                AddJsonNames(type, added.MessageTypes);
            files.TryAdd(added.Name, proto);
        }
    }

    // Generated C# leaves them out of its descriptors; protobuf-es relies on them.
    private static void AddJsonNames(DescriptorProto proto, IEnumerable<MessageDescriptor> types)
    {
        var type = types.Single(one => one.Name == proto.Name);
        foreach (var field in proto.Field)
            field.JsonName = type.FindFieldByName(field.Name).JsonName;
        foreach (var nested in proto.NestedType)
            AddJsonNames(nested, type.NestedTypes);
    }

    private static string SourceFolder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
