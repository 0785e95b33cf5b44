using TinyEclipse.Rpc.V1;
using TinyEclipse.Server.Rpc;

namespace TinyEclipse.Server.Features.People.Members;

public static class RoleChecks
{
    public static Checks Role(this Checks checks, string field, Role role) =>
        checks.Field(field, role is >= TinyEclipse.Rpc.V1.Role.Viewer and <= TinyEclipse.Rpc.V1.Role.Owner, "must be ROLE_VIEWER, ROLE_STAFF, ROLE_MANAGER or ROLE_OWNER");
}
