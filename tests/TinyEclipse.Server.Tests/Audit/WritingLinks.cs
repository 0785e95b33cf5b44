using Microsoft.Extensions.DependencyInjection;
using TinyEclipse.People.V1;
using TinyEclipse.Rpc.V1;
using TinyEclipse.Server.Database;
using TinyEclipse.Server.Tenancy;
using TinyEclipse.Server.Tests.People;
using InvitationCalls = TinyEclipse.People.V1.InvitationService.InvitationServiceClient;

namespace TinyEclipse.Server.Tests.Audit;

/// <summary>Links that would come by mail.</summary>
internal static class WritingLinks
{
    public static async Task<Invitation> InviteAsync(WritingScene scene, TestCaller caller) => await new InvitationCalls(caller.Grpc)
        .InviteMemberAsync(new() { TenantId = scene.TenantId, Email = $"{Guid.NewGuid():n}@example.be", Role = Role.Staff });

    public static async Task<string> InvitationTokenAsync(WritingScene scene)
    {
        var (made, token) = (await InviteAsync(scene, scene.Shop.Tenant.Owner), TokenFormat.New("te_invitation_"));
        await using var transaction = await DatabaseOf(scene).BeginAsync(scene.Shop.Tenant.Tenant, CancellationToken.None);
        await transaction.ExecuteAsync(
            "update invitations set token_hash = @hash where id = @id", new { hash = TokenFormat.Hash(token), id = Guid.Parse(made.Id) }, CancellationToken.None);
        await transaction.CommitAsync(CancellationToken.None);
        return token;
    }

    public static async Task<string> ResetTokenAsync(WritingScene scene)
    {
        var token = TokenFormat.New("te_reset_");
        await TestPerson.DoorOf(scene.Shop.Tenant.Server).RequestPasswordResetAsync(new() { Email = scene.Person.Email });
        await using var transaction = await DatabaseOf(scene).BeginAcrossTenantsAsync(CancellationToken.None);
        await transaction.ExecuteAsync(
            "update password_resets set token_hash = @hash where email = @Email", new { hash = TokenFormat.Hash(token), scene.Person.Email }, CancellationToken.None);
        await transaction.CommitAsync(CancellationToken.None);
        return token;
    }

    private static TenantDatabase DatabaseOf(WritingScene scene) => scene.Shop.Tenant.Server.Services.GetRequiredService<TenantDatabase>();
}
