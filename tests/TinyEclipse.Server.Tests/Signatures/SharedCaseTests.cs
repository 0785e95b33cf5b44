using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using TinyEclipse.Server.Signatures;

namespace TinyEclipse.Server.Tests.Signatures;

/// <summary>tests/signatures/cases.json, which the connector's verifier is tried on too: both must think the same.</summary>
public sealed class SharedCaseTests
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
    private static readonly CaseFile File = JsonSerializer.Deserialize<CaseFile>(System.IO.File.ReadAllText(PathOf()), Json)!;

    public static TheoryData<string> Names => new(File.Cases.Select(one => one.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_request_is_judged_as_it_should(string name)
    {
        var one = File.Cases.Single(one => one.Name == name);
        using var key = ECDsa.Create();
        key.ImportFromPem(File.Keys["k1"]);
        var verifier = new RequestVerifier(id => id == "k1" ? key : null, new NonceMemory(), new TestClock(DateTimeOffset.FromUnixTimeSeconds(File.Now)));
        var request = new SignedRequest(one.Method, one.Authority, one.Path, one.Query, Encoding.UTF8.GetBytes(one.Body), one.ContentDigest);

        Assert.Equal(one.Verdict, JsonNamingPolicy.SnakeCaseLower.ConvertName(verifier.Verify(request, one.SignatureInput, one.Signature).ToString()));
    }

    private static string PathOf([CallerFilePath] string file = "") => Path.Combine(Path.GetDirectoryName(file)!, "../../signatures/cases.json");

    private sealed record CaseFile(long Now, Dictionary<string, string> Keys, List<Case> Cases);

    private sealed record Case(
        string Name, string Verdict, string Method, string Authority, string Path, string Query, string Body, string ContentDigest, string SignatureInput, string Signature);
}
