using System.Text.Json.Nodes;
using TinyEclipse.Server.Tests;

namespace TinyEclipse.Cli.Tests.Demo;

/// <summary>Calls in what the server promised while a demo was played.</summary>
internal sealed record PlayedDemo(TestShell Shell, IReadOnlyList<PlayedDemo.Promise> Promises)
{
    private static readonly Dictionary<string, string[]> StatesOf = new(StringComparer.Ordinal)
    {
        ["abandoned"] = ["CART_STATE_ABANDONED"],
        ["bought"] = ["CART_STATE_ORDERED", "CART_STATE_RETURNED"],
        ["cleared"] = ["CART_STATE_CLEARED"],
    };

    public static async Task<PlayedDemo> ReadAsync(TestShell shell, string ledger)
    {
        var lines = await File.ReadAllLinesAsync(ledger);
        return new PlayedDemo(shell, [.. lines.Select(line => JsonNode.Parse(line)!).Select(Promise.Of)]);
    }

    public async Task<Dictionary<string, JsonNode>> CartsAsync() =>
        (await Shell.JsonAsync("carts", "list", "--all"))["abandoned_carts"]!.AsArray().ToDictionary(cart => (string)cart!["cart_token"]!, cart => cart!);

    /// <summary>Every acknowledged report is in the cart that was answered, with what was in it last.</summary>
    public async Task NothingIsLostAsync()
    {
        var carts = await CartsAsync();
        foreach (var promises in Promises.GroupBy(promise => promise.CartToken))
        {
            var cart = carts[promises.Key];
            var last = promises.MaxBy(promise => promise.OccurredAt)!;
            Assert.All(promises, promise => Assert.Equal((string?)cart["id"], promise.Id));
            Assert.Equal(last.TotalMinor, last.Expected == "cleared" ? last.TotalMinor : (long)cart["total_minor"]!);
        }
    }

    /// <summary>Each cart comes to the end that the script wrote for it.</summary>
    public Task EndsAsExpectedAsync()
    {
        var carts = new Dictionary<string, JsonNode>(StringComparer.Ordinal);
        return Eventually.HoldsAsync(
            async () => Unexpected(carts = await CartsAsync()).Count == 0,
            () => string.Join('\n', Unexpected(carts)));
    }

    private List<string> Unexpected(Dictionary<string, JsonNode> carts) =>
    [
        .. Promises.DistinctBy(promise => promise.CartToken)
            .Where(promise => !StatesOf[promise.Expected].Contains((string)carts[promise.CartToken]["state"]!))
            .Select(promise => $"{promise.CartToken}: {promise.Expected}, but {carts[promise.CartToken]["state"]}"),
    ];

    internal sealed record Promise(string CartToken, string Id, DateTimeOffset OccurredAt, long TotalMinor, string Expected)
    {
        public static Promise Of(JsonNode line) => new(
            (string)line["cart_token"]!, (string)line["id"]!, (DateTimeOffset)line["occurred_at"]!, (long)line["total_minor"]!, (string)line["expected"]!);
    }
}
