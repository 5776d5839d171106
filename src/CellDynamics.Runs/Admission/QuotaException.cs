namespace CellDynamics.Runs.Admission;

/// <summary>A project has used up what it may use; the message names the quota, what it is, what was asked, and who can raise it.</summary>
public sealed class QuotaException(string message) : InvalidOperationException(message);
