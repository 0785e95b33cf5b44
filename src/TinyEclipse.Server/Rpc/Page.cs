namespace TinyEclipse.Server.Rpc;

/// <summary>
/// One page of a list that is sorted by time, newest first, then id (AIP-158): <c>where (x_at, id) &lt; (@BeforeTime, @BeforeId) … limit @Limit</c>.
/// List names the list and its filters, to which the token of the next page is bound.
/// </summary>
public readonly record struct TimePage(int Size, DateTime BeforeTime, Guid BeforeId, string List = "")
{
    /// <summary>One row too many, which tells whether another page follows.</summary>
    public int Limit => Size + 1;
}

/// <summary>One page of a list that is sorted by a text, then id: <c>where (x, id) &gt; (@AfterText, @AfterId) … limit @Limit</c>.</summary>
public readonly record struct TextPage(int Size, string AfterText, Guid AfterId, string List = "")
{
    /// <inheritdoc cref="TimePage.Limit"/>
    public int Limit => Size + 1;
}

/// <summary>One page of a list that has several orders (AIP-132): what follows the row with this key, in the order's own writing, and this id; null means the first page.</summary>
public readonly record struct KeyPage(int Size, string? Key, Guid Id, string List = "")
{
    /// <inheritdoc cref="TimePage.Limit"/>
    public int Limit => Size + 1;
}
