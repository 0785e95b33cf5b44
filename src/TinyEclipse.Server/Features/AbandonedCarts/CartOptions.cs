using System.ComponentModel.DataAnnotations;

namespace TinyEclipse.Server.Features.AbandonedCarts;

/// <summary>Section "Carts". Checked when the server starts.</summary>
public sealed class CartOptions
{
    /// <summary>How often a server looks for carts that are due. Judging falls within this of its time, so 4 is the most that keeps the promise of 5 seconds.</summary>
    [Range(1, 3600)]
    public int PollSeconds { get; set; } = 1;
}
