/** How the parts of the inspector point at one field together. Rows are numbers in the field list. */
export interface FieldLink {
  /** The pointer or the focus came to a field, or left it. */
  hover(row: number | undefined): void;
  /** A field was clicked: it stays marked until it is clicked again. */
  keep(row: number | undefined): void;
}
