using Google.Rpc;
using TinyEclipse.Rpc.V1;
using TinyEclipse.Server.Rpc;

namespace TinyEclipse.Server.Database;

/// <summary>
/// A call that must be carried out once, whoever repeats it. That it was is noted in the transaction of its first write: there is no moment at which one
/// is kept and the other is not, and a run whose place another has taken cannot commit.
/// </summary>
public sealed class IdempotentRun(byte[] keyHash)
{
    private static readonly AsyncLocal<IdempotentRun?> Ambient = new();

    public static IdempotentRun? Current
    {
        get => Ambient.Value;
        set => Ambient.Value = value;
    }

    public byte[] KeyHash => keyHash;

    public Guid Id { get; } = Guid.CreateVersion7();

    public bool IsMarked { get; private set; }

    internal async Task MarkAsync(ServerTransaction transaction, CancellationToken cancellationToken)
    {
        const string Sql = "update idempotency_keys set is_written = true, written_for = @tenant where key_hash = @KeyHash and run_id = @Id";
        var tenant = (transaction as TenantTransaction)?.Tenant.Value;
        if (await transaction.ExecuteAsync(Sql, new { KeyHash, Id, tenant }, cancellationToken) == 0)
            throw RpcErrors.Make(Code.Aborted, ErrorReason.IdempotencyKeyInProgress, "another request with the same Idempotency-Key has taken over");
        IsMarked = true;
    }
}
