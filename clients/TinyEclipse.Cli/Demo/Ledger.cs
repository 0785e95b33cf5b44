using System.Text.Json;

namespace TinyEclipse.Cli.Demo;

/// <summary>What the server acknowledged, a JSON line each, on disk before the demo goes on: so that a test can call in every promise.</summary>
internal sealed class Ledger(TextWriter? writer) : IDisposable
{
    private readonly Lock _writing = new();

    public static Ledger Open(string? file) => new(file is null ? null : new StreamWriter(file, append: false) { AutoFlush = true });

    public void Write(LedgerEntry entry)
    {
        if (writer is null)
            return;
        lock (_writing)
            writer.WriteLine(JsonSerializer.Serialize(entry, ShopJson.Options));
    }

    public void Dispose() => writer?.Dispose();
}

/// <param name="Expected">What becomes of the cart when the play is over: abandoned, bought or cleared.</param>
internal sealed record LedgerEntry(string CartToken, string Id, DateTime OccurredAt, long TotalMinor, string Expected);
