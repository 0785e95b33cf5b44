using TinyEclipse.Server.Database;

namespace TinyEclipse.Server.Features.People.SignIn;

/// <summary>The SQL of the lanes, which all servers share.</summary>
public sealed class GuessStore(TenantDatabase database, TimeProvider clock)
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    /// <summary>
    /// Counts a guess in each of the lanes, as failed, unless one of them is closed. Gives the time to wait, zero when the guess may be made.
    /// </summary>
    public async Task<TimeSpan> TakeAcrossTenantsAsync(IReadOnlyList<GuessLane> lanes, CancellationToken cancellationToken)
    {
        // The order of the keys keeps those who lock the same lanes out of a circle.
        const string Lock = """
            insert into sign_in_lanes as lane (key, score, scored_at, blocked_until)
            select key, 0, @now, 'epoch'
              from unnest(@keys) as wanted (key)
             order by key
            on conflict (key) do update
               set score = lane.score
            returning key, score, scored_at, blocked_until
            """;
        const string Count = """
            update sign_in_lanes as lane
               set score = counted.score,
                   scored_at = @now,
                   blocked_until = counted.blocked_until
              from unnest(@keys, @scores, @ends) as counted (key, score, blocked_until)
             where lane.key = counted.key
            """;
        var now = clock.GetUtcNow().UtcDateTime;
        var keys = lanes.Select(lane => lane.Key).ToArray();
        await using var transaction = await database.BeginAcrossTenantsAsync(cancellationToken);
        var rows = await transaction.QueryAsync<Row>(Lock, new { keys, now }, cancellationToken);
        var states = lanes.Select(lane => rows.Single(row => row.Key.AsSpan().SequenceEqual(lane.Key)).ToState()).ToList();
        var wait = states.Max(state => GuessRules.Wait(state, now));
        if (wait > TimeSpan.Zero)
            return wait;

        var counted = states.Select((state, index) => GuessRules.Count(state, lanes[index].Rule, now)).ToList();
        var arguments = new { keys, now, scores = counted.Select(state => state.Score).ToArray(), ends = counted.Select(state => state.BlockedUntil).ToArray() };
        await transaction.ExecuteAsync(Count, arguments, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return TimeSpan.Zero;
    }

    /// <summary>The guess was right: it was no failure, and does not close a lane.</summary>
    public async Task UndoAcrossTenantsAsync(IReadOnlyList<GuessLane> lanes, CancellationToken cancellationToken)
    {
        const string Sql = """
            update sign_in_lanes
               set score = greatest(score - 1, 0),
                   blocked_until = 'epoch'
             where key = any (@keys)
            """;
        await using var transaction = await database.BeginAcrossTenantsAsync(cancellationToken);
        await transaction.ExecuteAsync(Sql, new { keys = lanes.Select(lane => lane.Key).ToArray() }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Lanes in which nothing has happened for so long that nothing is left of them.</summary>
    public Task DeleteOldAcrossTenantsAsync(CancellationToken cancellationToken)
    {
        const string Sql = "delete from sign_in_lanes where key in (select key from sign_in_lanes where scored_at < @before limit 5000)";
        return database.DeleteInBitesAcrossTenantsAsync(Sql, new { before = clock.GetUtcNow() - Kept }, cancellationToken);
    }

    private sealed record Row(byte[] Key, double Score, DateTime ScoredAt, DateTime BlockedUntil)
    {
        public LaneState ToState() => new(Score, ScoredAt, BlockedUntil);
    }
}
