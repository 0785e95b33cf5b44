using Google.Protobuf;
using Google.Protobuf.Reflection;
using TinyEclipse.Server.Tests.Tenancy;

namespace TinyEclipse.Server.Tests.Attacks;

/// <summary>Hostile texts in every text of every route, in path, query and body: each is taken for a text or refused for a reason, and does nothing else.</summary>
public sealed class EveryTextOverJsonTests(Target target) : IClassFixture<Target>
{
    public static TheoryData<string> Good => [.. GoodRequests.All.Keys];

    public static TheoryData<string> Methods => [.. EveryMethod.All.Where(method => !method.IsServerStreaming).Select(method => method.FullName)];

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task A_text_is_a_text_whatever_it_says(string name)
    {
        var method = EveryMethod.Named(name);
        var before = await target.WitnessAsync();
        foreach (var text in HostileTexts.All)
        {
            foreach (var (path, request) in RequestTexts.Each(method.InputType, text))
            {
                if (path != "tenant_id")
                    method.InputType.FindFieldByName("tenant_id")?.Accessor.SetValue(request, target.Mine.Id);
                // Some rpcs end the caller's own session or token.
                await AssertCleanAsync(method, await target.CallerOfAsync(EveryMethod.AccessOf(method)), path, text, request);
            }
        }
        Assert.Equal(before, await target.WitnessAsync());
    }

    [Theory]
    [MemberData(nameof(Good))]
    public async Task Nor_is_it_more_in_a_request_that_is_otherwise_good(string name)
    {
        var method = EveryMethod.Named(name);
        var caller = await target.CallerOfAsync(EveryMethod.AccessOf(method));
        var before = await target.WitnessAsync();
        Assert.Equal(200, await AssertCleanAsync(method, caller, "good", "", GoodRequests.All[name](target)));
        foreach (var text in HostileTexts.All)
        {
            foreach (var (path, request) in RequestTexts.EachOf(GoodRequests.All[name](target), text))
                await AssertCleanAsync(method, caller, path, text, request);
        }
        Assert.Equal(before, await target.WitnessAsync());
    }

    private static async Task<int> AssertCleanAsync(MethodDescriptor method, TestCaller caller, string path, string text, IMessage message)
    {
        HttpRequestMessage request;
        try
        {
            request = JsonRequests.Of(method, message);
        }
        catch (UriFormatException)
        {
            return 414; // a megabyte in a path or query is more than a client here can say
        }
        using (request)
        {
            using var response = await caller.Http.SendAsync(request);
            var answer = await response.Content.ReadAsStringAsync();
            Assert.True((int)response.StatusCode < 500, $"{path} = {text[..Math.Min(60, text.Length)]}: {(int)response.StatusCode} {answer}");
            Assert.DoesNotContain(HostileTexts.OthersSecret, answer, StringComparison.Ordinal);
            Assert.DoesNotContain("Npgsql", answer, StringComparison.OrdinalIgnoreCase);
            Assert.False(response.Headers.Contains("x-evil"));
            return (int)response.StatusCode;
        }
    }
}
