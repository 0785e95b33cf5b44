using Grpc.Core;
using TinyEclipse.Rpc.V1;
using Members = TinyEclipse.People.V1.MemberService.MemberServiceClient;

namespace TinyEclipse.Server.Tests.People;

public sealed class MemberTests(TestServer server)
{
    [Fact]
    public async Task An_owner_sees_who_belongs_to_the_tenant_and_nobody_elses_people()
    {
        var (mine, theirs) = (await server.NewTenantAsync(), await server.NewTenantAsync());
        var person = await TestPerson.NewAsync(server.Shared, mine.Tenant, Role.Staff);
        await TestPerson.NewAsync(server.Shared, theirs.Tenant, Role.Staff);
        var members = new Members(mine.Owner.Grpc);

        var page = await members.ListMembersAsync(new() { PageSize = 1 });
        var rest = await members.ListMembersAsync(new() { PageSize = 1, PageToken = page.NextPageToken });

        Assert.Equal((person.Email, Role.Staff), (page.Members.Single().Email, page.Members.Single().Role));
        Assert.Equal((Role.Owner, ""), (rest.Members.Single().Role, rest.NextPageToken));
    }

    [Fact]
    public async Task Who_leaves_has_no_rights_a_second_later_and_keeps_the_session()
    {
        var tenant = await server.NewTenantAsync();
        var person = await TestPerson.NewAsync(server.Shared, tenant.Tenant, Role.Manager);
        var session = await person.SignedInAsync();
        await new Members(session.Grpc).ListMembersAsync(new() { TenantId = tenant.Id });

        await new Members(tenant.Owner.Grpc).RemoveMemberAsync(new() { PersonId = person.Id.ToString() });
        await Task.Delay(1100);

        var refused = await RefusedAsync(() => new Members(session.Grpc).ListMembersAsync(new() { TenantId = tenant.Id }));
        Assert.Equal((StatusCode.PermissionDenied, "TENANT_MISMATCH"), (refused.StatusCode, refused.Reason()));
        Assert.Empty((await session.Persons().GetMeAsync(new())).Memberships);
    }

    [Fact]
    public async Task A_role_can_be_changed_and_the_last_owner_stays()
    {
        var tenant = await server.NewTenantAsync();
        var members = new Members(tenant.Owner.Grpc);
        var owner = (await members.ListMembersAsync(new())).Members.Single().PersonId;
        var person = await TestPerson.NewAsync(server.Shared, tenant.Tenant);

        Assert.Equal("LAST_OWNER", (await RefusedAsync(() => members.RemoveMemberAsync(new() { PersonId = owner }))).Reason());
        Assert.Equal("LAST_OWNER", (await RefusedAsync(() => members.ChangeMemberRoleAsync(new() { PersonId = owner, Role = Role.Staff }))).Reason());

        var changed = await members.ChangeMemberRoleAsync(new() { PersonId = person.Id.ToString(), Role = Role.Owner });
        Assert.Equal(Role.Owner, changed.Role);
        await members.ChangeMemberRoleAsync(new() { PersonId = owner, Role = Role.Staff });
    }

    [Fact]
    public async Task Of_two_owners_who_remove_each_other_at_once_one_stays()
    {
        var tenant = await server.NewTenantAsync();
        var operators = new Members((await server.Shared.NewOperatorAsync()).Grpc);
        await TestPerson.NewAsync(server.Shared, tenant.Tenant, Role.Owner);
        var owners = (await operators.ListMembersAsync(new() { TenantId = tenant.Id })).Members;

        await Task.WhenAll(owners.Select(async owner =>
        {
            try
            {
                await operators.RemoveMemberAsync(new() { TenantId = tenant.Id, PersonId = owner.PersonId });
            }
            catch (RpcException refused) when (refused.Reason() == "LAST_OWNER")
            {
                // the other was first
            }
        }));

        Assert.Single((await operators.ListMembersAsync(new() { TenantId = tenant.Id })).Members);
    }

    [Fact]
    public async Task A_stranger_is_no_member_and_an_operator_is_no_role_of_a_tenant()
    {
        var (tenant, stranger) = (await server.NewTenantAsync(), await TestPerson.NewAsync(server.Shared));
        var members = new Members(tenant.Owner.Grpc);

        Assert.Equal(StatusCode.NotFound, (await RefusedAsync(() => members.RemoveMemberAsync(new() { PersonId = stranger.Id.ToString() }))).StatusCode);
        var refused = await RefusedAsync(() => members.ChangeMemberRoleAsync(new() { PersonId = "x", Role = Role.Operator }));
        Assert.Equal(["role", "person_id"], refused.Fields());
    }

    private static Task<RpcException> RefusedAsync<T>(Func<AsyncUnaryCall<T>> call) => Assert.ThrowsAsync<RpcException>(() => call().ResponseAsync);
}
