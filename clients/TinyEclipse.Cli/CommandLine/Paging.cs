using Google.Protobuf;
using Google.Protobuf.Collections;
using Grpc.Core;

namespace TinyEclipse.Cli.CommandLine;

/// <summary>Turns pages over until there are enough rows.</summary>
internal static class Paging
{
    private const int LargestPage = 200;

    /// <param name="list">Asks for a page by its size and token.</param>
    /// <param name="rows">The rows of a page.</param>
    /// <param name="nextToken">The token of the page after a page.</param>
    /// <returns>The last page, holding the rows of all.</returns>
    public static async Task<TPage> CollectAsync<TPage, TRow>(
        this Run run, Func<int, string, AsyncUnaryCall<TPage>> list, Func<TPage, RepeatedField<TRow>> rows, Func<TPage, string> nextToken)
        where TPage : IMessage<TPage>
    {
        var found = new List<TRow>();
        var token = "";
        while (true)
        {
            var page = await list(Math.Min(run.Limit - found.Count, LargestPage), token);
            found.AddRange(rows(page));
            token = nextToken(page);
            if (token.Length > 0 && found.Count < run.Limit)
                continue;

            rows(page).Clear();
            rows(page).AddRange(found);
            if (token.Length > 0 && !run.Report.IsJson)
                run.Report.NoteAtEnd(Say.That(Words.ThereAreMore, found.Count));
            return page;
        }
    }
}
